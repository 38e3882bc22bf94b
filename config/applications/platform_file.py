"""The file platform.yaml, by which an application asks the platform for what it needs."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from config.sections.fields import NOT_EMPTY, ResourceArn
from config.sections.section import Section

# Without case, as IAM reads it; config.applications.rights judges what it matches.
Action = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$")]


class IamStatement(Section):
    """Actions of an application in AWS, and the resources that they are for."""

    actions: Annotated[tuple[Action, ...], Field(strict=False), NOT_EMPTY]
    """one or more actions, each of one service, such as `s3:GetObject` or `s3:Get*`"""
    resources: Annotated[tuple[ResourceArn, ...], Field(strict=False), NOT_EMPTY]
    """one or more ARNs, with `*` and `?` after the beginning of the resource's name only"""


class DatabaseRequest(Section):
    """What an application asks of its PostgreSQL database."""

    connections_per_pod: Annotated[int, Field(ge=1, le=1000)] = 10
    """the most connections that one of its pods opens to one instance, which is the size of its
    pool: 1 to 1000. `make resilience` holds them, for the most pods, to what Aurora admits"""


def _asked(value: Any) -> Any:  # noqa: ANN401 - what the user wrote
    """Return the request that `true` or `false` stands for; a mapping is one itself."""
    if isinstance(value, bool):
        return {} if value else None
    if value is None or not isinstance(value, dict | DatabaseRequest):
        raise PydanticCustomError("database", "is neither true or false nor a mapping")
    return value


class PlatformFile(Section):
    """The requests of an application to the platform."""

    enabled: bool = True
    """`false` where the application is not deployed; what its database holds is kept"""
    database: Annotated[DatabaseRequest | None, BeforeValidator(_asked)] = None
    """`true` for a PostgreSQL database of the application's own, or a mapping such as
    `{connections_per_pod: 20}`, which asks for one as well"""
    iam: tuple[IamStatement, ...] = Field(default=(), strict=False)
    """what the application may do in AWS: a list of `actions` and `resources`"""
    peers: tuple[str, ...] = Field(default=(), strict=False)
    """the applications that this one calls, by the names of their folders"""
    callers: tuple[str, ...] = Field(default=(), strict=False)
    """the applications that may call this one, by the names of their folders"""
