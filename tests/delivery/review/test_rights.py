"""Rights that grow."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.review.support import release, reviewed

Statement = dict[str, Any]
READ: Statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:a"}


def role(*statements: Statement) -> dict[str, Any]:
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return {"resource": {"aws_iam_role_policy": {"app": {"policy": policy}}}}


def rights(page: str) -> str:
    return page.partition("### Rights that grow\n")[2]


@pytest.mark.parametrize(
    ("after", "right"),
    [
        (READ | {"Action": ["s3:GetObject", "s3:PutObject"]}, "s3:PutObject on arn:a"),
        (READ | {"Resource": "*"}, "s3:GetObject on *"),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, "everything but iam:* on *"),
        (
            {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:a"},
            "s3:GetObject on all but arn:a",
        ),
    ],
)
def test_an_action_or_a_resource_that_is_new_is_told(
    after: Statement, right: str, tmp_path: Path
) -> None:
    page = reviewed(tmp_path, role(READ), role(after))

    assert rights(page) == f"- `aws_iam_role_policy.app`: `{right}`\n"


def test_a_condition_that_is_taken_away_is_a_right_that_grows(tmp_path: Path) -> None:
    bound = READ | {"Condition": {"StringEquals": {"aws:ResourceAccount": "1"}}}

    assert "`s3:GetObject on arn:a`" in rights(reviewed(tmp_path, role(bound), role(READ)))


def test_a_denial_that_is_taken_away_is_a_right_that_grows(tmp_path: Path) -> None:
    denied = {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}

    page = reviewed(tmp_path, role(READ, denied), role(READ))

    assert "`no longer denied: iam:* on *`" in rights(page)


def test_rights_that_shrink_are_none_that_grow(tmp_path: Path) -> None:
    assert rights(reviewed(tmp_path, role(READ), role())) == ""


def test_a_policy_that_is_attached_is_told(tmp_path: Path) -> None:
    attached = {"role": "app", "policy_arn": "arn:admin"}

    page = reviewed(tmp_path, {}, {"resource": {"aws_iam_role_policy_attachment": {"a": attached}}})

    assert "`aws_iam_role_policy_attachment.a`: `arn:admin for app`" in rights(page)


def test_a_role_in_the_cluster_that_grows_is_told(tmp_path: Path) -> None:
    def cluster_role(*verbs: str) -> dict[str, Any]:
        return {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {"name": "reader"},
            "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": list(verbs)}],
        }

    page = reviewed(tmp_path, release(cluster_role("get")), release(cluster_role("get", "delete")))

    assert rights(page) == "- `ClusterRole reader of app1/app1`: `delete secrets`\n"
