"""Places in which the cause of a weakness may stand, before anyone has looked for the line."""

from dataclasses import dataclass
from enum import StrEnum

from config.yaml.key_path import KeyPath
from terraform_json.order import Part


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A key of the environment's file.

    Attributes:
        path: The key; where it is not written, its section counts.
        written: Whether only a key that is written counts.
    """

    path: KeyPath
    written: bool = False


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """An attribute of a block of a stack's JSON.

    Attributes:
        stack: The stack's name.
        address: The block's address; empty for the stack's own settings.
        path: The attribute; where there is none, the block counts.
    """

    stack: str
    address: str
    path: KeyPath = ()

    @classmethod
    def of(cls, part: Part, *path: str) -> "Attribute":
        """Return an attribute of a part, or its block."""
        return cls(stack=part.stack, address=part.address, path=path)


class Aspect(StrEnum):
    """The aspect of a workload that is weak."""

    REPLICAS = "replicas"
    MAX_REPLICAS = "max replicas"
    REQUESTS = "requests"
    SPREAD = "spread"
    APART = "apart"
    BUDGET = "budget"
    TOLERATIONS = "tolerations"
    PRIORITY = "priority"
    ROLLOUT = "rollout"
    RETRIES = "retries"
    NODES = "nodes"


@dataclass(frozen=True, kw_only=True)
class OfWorkload:
    """An aspect of a workload, which its application's or its addon's values decide.

    Attributes:
        key: The workload's key.
        aspect: The aspect.
    """

    key: str
    aspect: Aspect


@dataclass(frozen=True, kw_only=True)
class OfApplication:
    """A key of an application's platform.yaml.

    Attributes:
        application: The application.
        path: The key.
    """

    application: str
    path: KeyPath


@dataclass(frozen=True, kw_only=True)
class OfAddon:
    """A key of an addon's values.

    Attributes:
        release: The addon's release.
        path: The key.
    """

    release: str
    path: KeyPath


Place = Setting | Attribute | OfWorkload | OfApplication | OfAddon
