"""Rights that grow."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.delivery.review.support import release, reviewed, section

Statement = dict[str, Any]
READ: Statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:a"}


def role(*statements: Statement) -> dict[str, Any]:
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return {"resource": {"aws_iam_role_policy": {"app": {"policy": policy}}}}


def rights(page: str) -> str:
    return section(page, "Rights that grow")


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


@pytest.mark.parametrize(
    ("kind", "before", "after", "right"),
    [
        (
            "aws_eks_pod_identity_association",
            {"namespace": "n", "service_account": "s", "role_arn": "arn:a"},
            {"role_arn": "arn:admin"},
            "arn:admin for n/s",
        ),
        (
            "aws_eks_access_entry",
            {"principal_arn": "arn:a"},
            {"kubernetes_groups": ["system:masters"]},
            "the group system:masters for arn:a",
        ),
        (
            "aws_eks_access_policy_association",
            {
                "principal_arn": "arn:a",
                "policy_arn": "arn:p",
                "access_scope": {"type": "namespace", "namespaces": ["n"]},
            },
            {"access_scope": {"type": "cluster"}},
            'arn:p for arn:a in {"type": "cluster"}',
        ),
        (
            "aws_iam_role",
            {"permissions_boundary": "arn:b"},
            {"permissions_boundary": None},
            "no longer bounded by arn:b",
        ),
        (
            "aws_iam_role",
            {},
            {"assume_role_policy": "${data.a.b.json}"},
            "a policy that is not read here: ${data.a.b.json}",
        ),
    ],
)
def test_a_grant_that_grows_is_told(
    kind: str, before: dict[str, Any], after: dict[str, Any], right: str, tmp_path: Path
) -> None:
    old, new = ({"resource": {kind: {"a": each}}} for each in (before, before | after))

    assert rights(reviewed(tmp_path, old, new)) == f"- `{kind}.a`: `{right}`\n"


def test_rights_are_all_told_and_those_on_everything_first(tmp_path: Path) -> None:
    reads = [READ | {"Action": f"s3:GetObject{index}"} for index in range(24)]
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}

    told = rights(reviewed(tmp_path, role(), role(*reads, everything))).splitlines()

    assert told[0] == "- `aws_iam_role_policy.app`: `* on *`"
    assert len(told) == 25


def rbac(kind: str, **others: object) -> dict[str, Any]:
    api = "rbac.authorization.k8s.io/v1"
    return {"apiVersion": api, "kind": kind, "metadata": {"name": "reader"}, **others}


def rule(*verbs: str, group: str = "") -> dict[str, Any]:
    return rbac(
        "ClusterRole",
        rules=[{"apiGroups": [group], "resources": ["secrets"], "verbs": list(verbs)}],
    )


def binding(kind: str = "Role", namespace: str = "a") -> dict[str, Any]:
    subject = {"kind": "ServiceAccount", "name": "s", "namespace": namespace}
    return rbac("RoleBinding", roleRef={"kind": kind, "name": "admin"}, subjects=[subject])


@pytest.mark.parametrize(
    ("before", "after", "holder", "right"),
    [
        (rule("get"), rule("get", "delete"), "ClusterRole reader", "delete secrets"),
        (rule("get"), rule("get", group="*"), "ClusterRole reader", "get secrets.*"),
        (
            binding(),
            binding("ClusterRole"),
            "RoleBinding reader",
            "ClusterRole admin for ServiceAccount a/s",
        ),
        (
            binding(),
            binding(namespace="b"),
            "RoleBinding reader",
            "Role admin for ServiceAccount b/s",
        ),
    ],
)
def test_a_right_in_the_cluster_that_grows_is_told(
    before: dict[str, Any], after: dict[str, Any], holder: str, right: str, tmp_path: Path
) -> None:
    page = reviewed(tmp_path, release(before), release(after))

    assert rights(page) == f"- `{holder} of app1/app1`: `{right}`\n"
