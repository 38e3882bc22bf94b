"""The words in which paths are declared: what a step needs, before it is found in a platform."""

from dataclasses import dataclass
from enum import StrEnum

from resilience.survival.paths import Topic


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods of an addon.

    Attributes:
        title: What the step is called.
        release: The name of the release, or of the addon of EKS.
        names: Patterns of the workload's name: as `addon.yaml` calls it, and as the chart does.
        enabled: The key of the release's values that takes them away where it is false.
        takes_traffic: Whether they are called through a Service, from whose endpoints a zonal shift
            of the cluster takes them.
        identity: Whether they need the Pod Identity agent of their node to call AWS.
    """

    title: str
    release: str
    names: tuple[str, ...] = ("*",)
    enabled: str | None = None
    takes_traffic: bool = False
    identity: bool = False

    @property
    def name(self) -> str:
        """The name of the step."""
        return self.title


@dataclass(frozen=True, kw_only=True)
class Aws:
    """A service of AWS, for which its guarantee has to do.

    Attributes:
        title: What the step is called.
        guarantee: Its key in `GUARANTEES`.
    """

    title: str
    guarantee: str

    @property
    def name(self) -> str:
        """The name of the step."""
        return self.title


@dataclass(frozen=True, kw_only=True)
class Api:
    """The API of a service of AWS, called from pods or nodes.

    The call goes by the service's endpoint in the VPC if it has one, else by the way out of the
    caller's zone.

    Attributes:
        service: The service's name in endpoints, such as `ecr.api`.
        guarantee: Its key in `GUARANTEES`.
    """

    service: str
    guarantee: str

    @property
    def name(self) -> str:
        """The name of the step."""
        return f"API of {self.service}"


class StepName(StrEnum):
    """The name of a step that is the platform's own."""

    LOAD_BALANCER = "load balancer"
    KUBERNETES_API = "Kubernetes API"
    WAY_OUT = "way out of the private subnets"
    OBJECTS = "endpoint of s3"
    WRITER = "database writer"
    READER = "database reader"


Need = Pods | Aws | Api | StepName


class Reason(StrEnum):
    """Why a platform needs a path, even where a part of it is missing."""

    SCALED_PODS = "the pods of an application grow in number under load"
    SCALED_NODES = "a node group may have more nodes than its fewest"
    NODES = "nodes are there"
    INGRESS = "an Ingress of the class `alb` is there"
    IDENTITIES = "pods have identities of AWS"
    DATABASE_SECRETS = "an application has a database, whose password is a secret"
    VOLUMES = "pods have volumes"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A path as it is declared.

    It is there if all releases are there that it needs, and all resources that it is about; and
    where the platform gives a reason for it, with the steps that are absent.

    Attributes:
        name: Its stable name.
        topic: What it is for.
        title: What it is called.
        needs: What it needs, in the order in which it is taken.
        about: Types of resources; without one of each the platform has no such path.
        implied: Why a platform may need it, even where a part of it is missing.
        redundant: Whether it has to survive every domain but the region.
        why: Where it has not: why an outage of it is no outage of users.
    """

    name: str
    topic: Topic
    title: str
    needs: tuple[Need, ...]
    about: tuple[str, ...] = ()
    implied: Reason | None = None
    redundant: bool = True
    why: str = ""
