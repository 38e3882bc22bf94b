"""A role of the pipelines: whom it trusts, and which policies it has."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ops.bootstrap.resource import (
    NO_SUCH_ENTITY,
    Answer,
    IamClient,
    Property,
    is_there,
    or_none,
    tag_of,
)


@dataclass(frozen=True)
class PipelineRole:
    """A role that jobs of GitHub assume.

    Attributes:
        iam: The account.
        name: The name of the role.
        trust: Its trust policy.
        policies: The ARNs of the policies that it must have.
        session_seconds: How long its credentials must be able to last.
        owner: The project and the name of the environment that it is for.
    """

    iam: IamClient
    name: str
    trust: dict[str, Any]
    policies: Sequence[str]
    session_seconds: int
    owner: str

    @property
    def label(self) -> str:
        """The kind and the name, for people."""
        return f"IAM role {self.name}"

    def exists(self) -> bool:
        """Tell whether it is there, made by bootstrap."""
        return is_there(self.label, or_none(NO_SUCH_ENTITY, self._role), self.owner)

    def create(self) -> None:
        """Create it and wait until it can be given policies."""
        self.iam.create_role(
            RoleName=self.name,
            AssumeRolePolicyDocument=json.dumps(self.trust),
            Tags=[tag_of(self.owner)],
        )
        self.iam.get_waiter("role_exists").wait(RoleName=self.name)

    def properties(self) -> tuple[Property, ...]:
        """Return what must hold of it; policies that its owner has added stay."""
        names = ", ".join(arn.rpartition("/")[2] for arn in self.policies)
        return (
            Property(
                name="trusts one workflow of main in one environment",
                read=lambda: self._role()["AssumeRolePolicyDocument"],
                is_right=lambda found: found == self.trust,
                write=lambda _: self.iam.update_assume_role_policy(
                    RoleName=self.name, PolicyDocument=json.dumps(self.trust)
                ),
                tell=json.dumps,
            ),
            Property(
                name=f"gives sessions of {self.session_seconds:,} seconds",
                read=lambda: self._role()["MaxSessionDuration"],
                is_right=lambda found: found >= self.session_seconds,
                write=lambda _: self.iam.update_role(
                    RoleName=self.name, MaxSessionDuration=self.session_seconds
                ),
            ),
            Property(
                name=f"has {names}",
                read=self._attached,
                is_right=lambda found: set(self.policies) <= set(found),
                write=self._attach,
            ),
        )

    def _role(self) -> Answer:
        return self.iam.get_role(RoleName=self.name)["Role"]

    def _attached(self) -> list[str]:
        pages = self.iam.get_paginator("list_attached_role_policies").paginate(RoleName=self.name)
        return [each["PolicyArn"] for page in pages for each in page["AttachedPolicies"]]

    def _attach(self, attached: list[str]) -> None:
        for arn in self.policies:
            if arn not in attached:
                self.iam.attach_role_policy(RoleName=self.name, PolicyArn=arn)
