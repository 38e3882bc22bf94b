"""The networking stack, applied."""

import pytest

from tests.terraform.support import Folder, LocalAws, with_network


@pytest.fixture(scope="module")
def network(aws: LocalAws) -> Folder:
    """The stack, applied, with a NAT gateway a zone."""
    folder = aws.networking("network", with_network(aws.config, nat_gateways="per-zone"))
    folder.succeeds("apply", "-auto-approve", "-input=false")
    return folder


def test_terraform_finds_the_configuration_valid(network: Folder) -> None:
    assert "The configuration is valid" in network.succeeds("validate")


def test_an_apply_creates_every_resource(network: Folder) -> None:
    assert network.managed() == network.declared()


def test_a_second_plan_has_no_changes(network: Folder) -> None:
    # 0 is no change, 1 an error, 2 a change.
    plan = network.terraform("plan", "-input=false", "-detailed-exitcode")
    assert plan.returncode == 0, plan.stdout
