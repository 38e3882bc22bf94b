"""The file platform.yaml, by which an application asks the platform for what it needs."""

from typing import Annotated

from pydantic import Field

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


class PlatformFile(Section):
    """The requests of an application to the platform."""

    enabled: bool = True
    """`false` where the application is not deployed; what its database holds is kept"""
    database: bool = False
    """`true` for a PostgreSQL database of the application's own"""
    iam: tuple[IamStatement, ...] = Field(default=(), strict=False)
    """what the application may do in AWS: a list of `actions` and `resources`"""
    peers: tuple[str, ...] = Field(default=(), strict=False)
    """the applications that this one calls, by the names of their folders"""
    callers: tuple[str, ...] = Field(default=(), strict=False)
    """the applications that may call this one, by the names of their folders"""
