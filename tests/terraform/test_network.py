"""The networking stack, applied."""

import pytest

from tests.terraform.support import Folder, LocalAws, with_network

ZONE = "eu-west-1c"


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


def test_removing_a_zone_destroys_what_is_in_it_and_nothing_else(network: Folder) -> None:
    config = with_network(network.aws.config, nat_gateways="per-zone")
    zones = {zone: cidrs for zone, cidrs in config.network.zones.items() if zone != ZONE}
    fewer = network.aws.networking("fewer-zones", with_network(config, zones=zones))
    planned = fewer.planned()
    destroyed = {address for address, actions in planned.items() if "delete" in actions}
    created = {address for address, actions in planned.items() if "create" in actions}
    assert destroyed == {address for address in network.declared() if ZONE in address}
    assert len(destroyed) == 10
    assert created == set()
