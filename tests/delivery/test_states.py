"""What is read of Terraform's states."""

import json
from pathlib import Path

import pytest
from botocore.stub import Stubber

from config.model import EnvironmentConfig
from delivery.states import Resource, read_states, refuse_unless_of
from ops.command import Failure, Refusal
from tests.delivery.stored import account_of, put
from tests.fixtures.account import aws

__all__ = ["aws"]

STATE = {
    "version": 4,
    "resources": [
        {"mode": "data", "type": "aws_vpc", "name": "read", "instances": [{"attributes": {}}]},
        {
            "mode": "managed",
            "type": "aws_vpc",
            "name": "main",
            "instances": [{"index_key": 0, "attributes": {"id": "vpc-1", "arn": "arn:vpc"}}],
        },
        {
            "mode": "managed",
            "type": "aws_eks_access_entry",
            "name": "deploys",
            "instances": [{"attributes": {"id": "c:r", "access_entry_arn": "arn:entry"}}],
        },
    ],
}


def test_a_state_tells_addresses_ids_and_arns_of_what_it_manages(
    staging_config: EnvironmentConfig,
) -> None:
    account = account_of(staging_config)
    put(account, "staging/networking.tfstate", json.dumps(STATE))

    state = read_states(staging_config, account.session, ["networking"])["networking"]

    assert state.lock == ""
    assert list(state.resources.values()) == [
        Resource(address="aws_vpc.main[0]", kind="aws_vpc", identifier="vpc-1", arn="arn:vpc"),
        Resource(
            address="aws_eks_access_entry.deploys",
            kind="aws_eks_access_entry",
            identifier="c:r",
            arn="arn:entry",
        ),
    ]


def test_a_stack_without_a_state_knows_nothing(staging_config: EnvironmentConfig) -> None:
    account = account_of(staging_config)

    assert not read_states(staging_config, account.session, ["k8s"])["k8s"].resources


def test_a_lock_is_told_with_its_id(staging_config: EnvironmentConfig) -> None:
    account = account_of(staging_config)
    lock = {"ID": "1-2", "Operation": "OperationTypeApply", "Who": "a@b", "Created": "today"}
    put(account, "staging/k8s.tfstate.tflock", json.dumps(lock))

    state = read_states(staging_config, account.session, ["k8s"])["k8s"]

    assert (state.lock, state.lock_id) == ("OperationTypeApply of a@b since today", "1-2")


@pytest.mark.parametrize("body", ["{", '{"version": 5}'])
def test_a_state_that_is_not_understood_fails(body: str, staging_config: EnvironmentConfig) -> None:
    account = account_of(staging_config)
    put(account, "staging/k8s.tfstate", body)

    with pytest.raises(Failure, match=r"staging/k8s\.tfstate"):
        read_states(staging_config, account.session, ["k8s"])


def test_who_may_not_read_a_state_is_told_where_the_role_that_may_is_described(
    staging_config: EnvironmentConfig,
) -> None:
    account = account_of(staging_config)
    denied = Stubber(account.session.client("s3"))
    denied.add_client_error("get_object", "AccessDenied")

    with denied, pytest.raises(Failure, match="The deploy role by hand"):
        read_states(staging_config, account.session, ["k8s"])


def test_stacks_of_another_environment_are_refused(staging_config: EnvironmentConfig) -> None:
    backend = {"bucket": staging_config.state.bucket, "key": "prod/k8s.tfstate"}

    with pytest.raises(Refusal, match="PLATFORM_ENV=staging make synth"):
        refuse_unless_of(
            staging_config, Path("cdktf.out"), {"k8s": {"terraform": {"backend": {"s3": backend}}}}
        )
