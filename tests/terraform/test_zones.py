"""The networking stack, applied; and zones that come and go in it, in an owner's order."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.model import EnvironmentConfig
from tests.terraform.support import Folder, LocalAws, with_network

pytestmark = pytest.mark.long

A, B, C = (f"eu-west-1{letter}" for letter in "abc")
SUBNETS = {
    zone: {
        "public": f"10.10.{index}.0/27",
        "database": f"10.10.{8 + index}.0/24",
        "private": f"10.10.{32 * (index + 1)}.0/19",
    }
    for index, zone in enumerate((A, B, C))
}


def config(aws: LocalAws, *zones: str, draining: str = "") -> EnvironmentConfig:
    """Return an environment with these zones and an interface endpoint."""
    subnets = {zone: SUBNETS[zone] | {"draining": zone == draining} for zone in zones}
    return with_network(
        aws.config, zones=subnets, nat_gateways="per-zone", interface_endpoints=["sts"]
    )


def applied(aws: LocalAws, name: str, configured: EnvironmentConfig) -> Folder:
    """Return the stack, applied."""
    folder = aws.networking(name, configured)
    folder.succeeds("apply", "-auto-approve", "-input=false")
    return folder


def changes(folder: Folder) -> dict[str, list[str]]:
    """Return what a plan would do to each resource that it would not leave alone."""
    return {a: do for a, do in folder.planned().items() if do not in (["no-op"], ["read"])}


def refused(folder: Folder, reason: str) -> str:
    """Return what a plan says that fails for this reason alone."""
    plan = folder.terraform("plan", "-input=false")
    said = " ".join(plan.stdout.replace("│", " ").split())
    assert plan.returncode == 1, said
    assert reason in said
    assert said.count("Error: ") == 1
    return said


def subnet(aws: LocalAws, zone: str) -> str:
    """Return the id of the private subnet in a zone."""
    named = {"Name": "tag:Name", "Values": [f"platform-staging-private-{zone}"]}
    (found,) = aws.client("ec2").describe_subnets(Filters=[named])["Subnets"]
    return str(found["SubnetId"])


@contextmanager
def node(aws: LocalAws, zone: str) -> Iterator[str]:
    """Have a network interface such as a node has in a zone."""
    ec2 = aws.client("ec2")
    made = ec2.create_network_interface(SubnetId=subnet(aws, zone))["NetworkInterface"]
    yield made["NetworkInterfaceId"]
    ec2.delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])


@contextmanager
def control_plane(aws: LocalAws, *zones: str) -> Iterator[None]:
    """Have an EKS cluster that was made over these zones."""
    eks = aws.client("eks")
    name, role = aws.config.cluster_name, "arn:aws:iam::111122223333:role/cluster"
    subnets = [subnet(aws, zone) for zone in zones]
    eks.create_cluster(name=name, roleArn=role, resourcesVpcConfig={"subnetIds": subnets})
    yield
    eks.delete_cluster(name=name)


@pytest.fixture(scope="module")
def two(aws: LocalAws) -> Folder:
    """The stack over the zones b and c, applied."""
    return applied(aws, "two", config(aws, B, C))


@pytest.fixture(scope="module")
def three(two: Folder) -> dict[str, list[str]]:
    """The same with the zone a before them, applied: what its plan did."""
    folder = two.aws.networking("three", config(two.aws, A, B, C))
    planned = changes(folder)
    folder.succeeds("apply", "-input=false", "plan")
    return planned


def test_terraform_finds_the_configuration_valid(two: Folder) -> None:
    assert "The configuration is valid" in two.succeeds("validate")


def test_an_apply_creates_every_resource(two: Folder) -> None:
    assert two.managed() == two.declared()


def test_a_second_plan_has_no_changes(two: Folder) -> None:
    # 0 is no change, 1 an error, 2 a change.
    plan = two.terraform("plan", "-input=false", "-detailed-exitcode")
    assert plan.returncode == 0, plan.stdout


def test_a_zone_that_comes_first_moves_nothing_that_stands(three: dict[str, list[str]]) -> None:
    assert {a for a, do in three.items() if do != ["create"]} == {
        a for a in three if "endpoint" in a or "subnet-group" in a
    }
    assert {str(do) for do in three.values()} == {"['create']", "['update']"}
    assert all(A in a for a, do in three.items() if do == ["create"])


@pytest.mark.usefixtures("three")
def test_a_zone_that_was_not_draining_is_not_removed(aws: LocalAws) -> None:
    said = refused(aws.networking("direct", config(aws, A, B)), "A zone is removed in which")
    assert "Put the zone back with `draining: true`, deploy all stacks" in said
    assert "docs/decisions/0011-zones.md" in said


@pytest.mark.usefixtures("three")
def test_a_zone_is_drained_and_then_removed(aws: LocalAws) -> None:
    drained = aws.networking("drained", config(aws, A, B, C, draining=C))
    assert {str(do) for do in changes(drained).values()} == {"['update']"}
    drained.succeeds("apply", "-input=false", "plan")
    removed = aws.networking("removed", config(aws, A, B))
    with node(aws, C) as interface:
        assert interface in refused(removed, "Something still stands in a zone")
    with control_plane(aws, A, C):
        refused(removed, "EKS never changes its zones")

    planned = changes(removed)
    gone = {address for address, do in planned.items() if do == ["delete"]}
    assert gone == {address for address in drained.declared() if C in address}
    assert len(gone) == 12
    assert {a.split(".")[0] for a, do in planned.items() if do != ["delete"]} == {
        "aws_db_subnet_group"
    }
    removed.succeeds("apply", "-input=false", "plan")
    assert removed.terraform("plan", "-input=false", "-detailed-exitcode").returncode == 0
