"""A policy of the account, made by bootstrap."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ops.bootstrap.resource import (
    NO_SUCH_ENTITY,
    Answer,
    IamClient,
    Property,
    is_there,
    or_none,
    tag_of,
)

Document = dict[str, Any]

MOST_VERSIONS: Final = 5
"""Versions that IAM keeps of a policy: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


@dataclass(frozen=True)
class ManagedPolicy:
    """A managed policy.

    Attributes:
        iam: The account.
        arn: Its ARN.
        document: Its content.
        owner: The project and the name of the environment that it is for.
    """

    iam: IamClient
    arn: str
    document: Document
    owner: str

    @property
    def name(self) -> str:
        """The name of the policy."""
        return self.arn.rpartition("/")[2]

    @property
    def label(self) -> str:
        """The kind and the name, for people."""
        return f"IAM policy {self.name}"

    def exists(self) -> bool:
        """Tell whether it is there, made by bootstrap."""
        return is_there(self.label, or_none(NO_SUCH_ENTITY, self._policy), self.owner)

    def create(self) -> None:
        """Create it and wait until it can be attached."""
        self.iam.create_policy(
            PolicyName=self.name,
            PolicyDocument=json.dumps(self.document),
            Tags=[tag_of(self.owner)],
        )
        self.iam.get_waiter("policy_exists").wait(PolicyArn=self.arn)

    def properties(self) -> tuple[Property, ...]:
        """Return what must hold of it."""
        return (
            Property(
                name="its statements",
                read=self._document,
                is_right=lambda found: found == self.document,
                write=lambda _: self._replace(),
                tell=lambda found: f"other in {', '.join(differing(found, self.document))}",
            ),
        )

    def _policy(self) -> Answer:
        return self.iam.get_policy(PolicyArn=self.arn)["Policy"]

    def _document(self) -> Document:
        version = self._policy()["DefaultVersionId"]
        answer = self.iam.get_policy_version(PolicyArn=self.arn, VersionId=version)
        document: Any = answer["PolicyVersion"]["Document"]
        return dict(document)

    def _replace(self) -> None:
        """Make the wanted content a new version, in place of the oldest if there are too many."""
        pages = self.iam.get_paginator("list_policy_versions").paginate(PolicyArn=self.arn)
        versions = [version for page in pages for version in page["Versions"]]
        if len(versions) >= MOST_VERSIONS:
            oldest = min(
                (version for version in versions if not version["IsDefaultVersion"]),
                key=lambda version: version["CreateDate"],
            )
            self.iam.delete_policy_version(PolicyArn=self.arn, VersionId=oldest["VersionId"])
        self.iam.create_policy_version(
            PolicyArn=self.arn, PolicyDocument=json.dumps(self.document), SetAsDefault=True
        )


def differing(found: Document, wanted: Document) -> list[str]:
    """Return the names of the statements that are not the same in two policies."""
    one, other = (dict(_named(document)) for document in (found, wanted))
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _named(document: Document) -> Iterator[tuple[str, object]]:
    statements = document["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        yield statement.get("Sid", "a statement without a name"), statement
