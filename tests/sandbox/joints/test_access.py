"""Principals of the local AWS get into the control plane as their access entries say."""

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.signers import RequestSigner

from tests.patience import eventually
from tests.sandbox.joints.conftest import CLUSTER, Joined

Credentials = dict[str, str]
POLICY = "arn:aws:eks::aws:cluster-access-policy"


@pytest.fixture
def session(joined: Joined) -> Callable[[str], Credentials]:
    """Return a function that takes a role of the account, which is made for it."""

    def take(role: str) -> Credentials:
        iam = joined.client("iam")
        if role not in {each["RoleName"] for each in iam.list_roles()["Roles"]}:
            iam.create_role(RoleName=role, AssumeRolePolicyDocument="{}")
        arn = f"arn:aws:iam::{joined.config.account_id}:role/{role}"
        taken = joined.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")
        given = taken["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    return take


@pytest.fixture
def entry(joined: Joined) -> Iterator[Callable[..., None]]:
    """Return a function that lets a role in; all entries are deleted at the end."""
    eks = joined.client("eks")
    made: list[str] = []

    def let_in(role: str, policy: str | None = None, **scope: object) -> None:
        arn = f"arn:aws:iam::{joined.config.account_id}:role/{role}"
        eks.create_access_entry(clusterName=CLUSTER, principalArn=arn)
        made.append(arn)
        if policy:
            eks.associate_access_policy(
                clusterName=CLUSTER,
                principalArn=arn,
                policyArn=f"{POLICY}/{policy}",
                accessScope=scope or {"type": "cluster"},
            )

    yield let_in
    for arn in made:
        eks.delete_access_entry(clusterName=CLUSTER, principalArn=arn)


_session: Any = boto3.Session


def token(joined: Joined, credentials: Credentials, cluster: str = CLUSTER, **changes: str) -> str:
    """Return what `aws eks get-token` prints."""
    session = _session(region_name=joined.config.region, **credentials)
    sts = session.client("sts")
    signer = RequestSigner(
        sts.meta.service_model.service_id,
        joined.config.region,
        "sts",
        "v4",
        session.get_credentials(),
        session.events,
    )
    action = changes.get("action", "GetCallerIdentity")
    url = signer.generate_presigned_url(
        {
            "method": "GET",
            "url": f"{joined.variables['AWS_ENDPOINT_URL']}/?Action={action}&Version=2011-06-15",
            "body": {},
            "headers": {"x-k8s-aws-id": cluster},
            "context": {},
        },
        region_name=joined.config.region,
        expires_in=60,
        operation_name="",
    )
    return "k8s-aws-v1." + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def kubectl(joined: Joined, bearer: str, *arguments: str) -> tuple[int, str]:
    """Return the exit status of kubectl with a token, and what it says."""
    cluster = json.loads(
        subprocess.run(
            [
                ".tools/bin/kubectl",
                f"--kubeconfig={joined.folder / 'admin.kubeconfig'}",
                "config",
                "view",
                "--raw",
                "--output=json",
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )["clusters"][0]["cluster"]
    done = subprocess.run(
        [
            ".tools/bin/kubectl",
            f"--server={cluster['server']}",
            f"--certificate-authority={joined.folder / 'pki/ca.crt'}",
            f"--token={bearer}",
            *arguments,
        ],
        env={"HOME": str(joined.folder), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def may(joined: Joined, bearer: str, *question: str) -> bool:
    """Tell whether a token's principal may do something."""
    status, said = kubectl(joined, bearer, "auth", "can-i", *question)
    assert said.strip().splitlines()[0] in ("yes", "no"), said
    return status == 0


def test_an_administrator_may_everything(
    joined: Joined, session: Callable[[str], Credentials], entry: Callable[..., None]
) -> None:
    entry("operator", "AmazonEKSClusterAdminPolicy")
    bearer = token(joined, session("operator"))
    assert may(joined, bearer, "delete", "nodes")
    assert kubectl(joined, bearer, "get", "namespaces")[0] == 0


def test_a_reader_may_read_and_not_write(
    joined: Joined, session: Callable[[str], Credentials], entry: Callable[..., None]
) -> None:
    entry("reader", "AmazonEKSViewPolicy")
    bearer = token(joined, session("reader"))
    # The controller manager gathers what the role may.
    eventually(partial(may, joined, bearer, "list", "pods"))
    assert not may(joined, bearer, "create", "pods")
    assert not may(joined, bearer, "get", "secrets")


def test_a_policy_holds_in_its_namespaces_only(
    joined: Joined, session: Callable[[str], Credentials], entry: Callable[..., None]
) -> None:
    entry("editor", "AmazonEKSEditPolicy", type="namespace", namespaces=["default"])
    bearer = token(joined, session("editor"))
    eventually(partial(may, joined, bearer, "create", "deployments", "--namespace=default"))
    assert not may(joined, bearer, "create", "deployments", "--namespace=kube-system")


def test_a_principal_without_an_entry_is_refused(
    joined: Joined, session: Callable[[str], Credentials]
) -> None:
    status, said = kubectl(joined, token(joined, session("stranger")), "get", "pods")
    assert status
    assert "Unauthorized" in said


def test_an_entry_that_goes_shuts_its_principal_out(
    joined: Joined, session: Callable[[str], Credentials]
) -> None:
    eks, arn = joined.client("eks"), f"arn:aws:iam::{joined.config.account_id}:role/leaving"
    eks.create_access_entry(clusterName=CLUSTER, principalArn=arn)
    bearer = token(joined, session("leaving"))
    assert kubectl(joined, bearer, "auth", "whoami")[0] == 0
    eks.delete_access_entry(clusterName=CLUSTER, principalArn=arn)
    eventually(lambda: kubectl(joined, bearer, "auth", "whoami")[0] != 0)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda joined, keys: token(joined, keys, "another-cluster"),
        lambda joined, keys: token(joined, keys, action="GetSessionToken"),
        lambda joined, keys: token(joined, keys | {"aws_secret_access_key": "guessed"}),
        lambda joined, keys: token(joined, keys | {"aws_access_key_id": "AKIANOBODY"}),
        lambda joined, keys: token(joined, keys)[:-8],
        lambda *_: "k8s-aws-v1.bm8gVVJM",
        lambda *_: "secret",
    ],
    ids=["cluster", "action", "secret", "key", "shortened", "no-url", "no-token"],
)
def test_a_forged_token_is_refused(
    joined: Joined,
    session: Callable[[str], Credentials],
    entry: Callable[..., None],
    spoil: Callable[[Joined, Credentials], str],
) -> None:
    entry("forged", "AmazonEKSClusterAdminPolicy")
    credentials = session("forged")
    assert kubectl(joined, token(joined, credentials), "auth", "whoami")[0] == 0
    status, said = kubectl(joined, spoil(joined, credentials), "auth", "whoami")
    assert status
    assert "Unauthorized" in said or "logged in" in said


@pytest.mark.skipif(shutil.which("aws") is None, reason="needs the AWS command line: awscli")
def test_the_aws_command_line_makes_tokens_that_are_taken(
    joined: Joined, session: Callable[[str], Credentials], entry: Callable[..., None]
) -> None:
    entry("person", "AmazonEKSViewPolicy")
    keys = {name.upper(): value for name, value in session("person").items()}
    done = subprocess.run(
        ["aws", "eks", "get-token", "--cluster-name", CLUSTER],
        env=joined.variables | keys,
        capture_output=True,
        text=True,
        check=True,
    )
    bearer = json.loads(done.stdout)["status"]["token"]
    eventually(partial(may, joined, bearer, "list", "pods"))
