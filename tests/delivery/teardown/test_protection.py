"""What forbids a teardown is told at once, with the lines to change, before anything changes."""

from dataclasses import replace
from typing import Any

import pytest

from delivery.account import Account
from delivery.teardown.steps import Teardown
from ops.command import Refusal
from tests.delivery.stored import keep_state
from tests.delivery.teardown.conftest import KNOWN, FakeTerraform
from tests.delivery.teardown.test_steps import load_balancer


def refused(teardown: Teardown) -> str:
    """Return why a teardown is refused."""
    with pytest.raises(Refusal) as caught:
        teardown.checked()
    return str(caught.value)


def database(account: Account, name: str, **settings: object) -> None:
    """Make a database cluster."""
    rds: Any = account.session.client("rds")
    rds.create_db_cluster(
        DBClusterIdentifier=name,
        Engine="aurora-postgresql",
        MasterUsername="a",
        MasterUserPassword="password",
        **settings,
    )


def test_nothing_is_refused_where_nothing_is_protected(
    teardown: Teardown, account: Account
) -> None:
    database(account, "platform-staging")

    assert list(teardown.checked()) == ["k8s", "databases", "networking"]


def test_a_protected_database_is_refused_with_the_line_of_its_file(
    teardown: Teardown, terraform: FakeTerraform, account: Account
) -> None:
    database(account, "platform-staging", DeletionProtection=True)

    told = refused(teardown)

    assert "config/environments/staging.yaml:" in told
    assert "database.deletion_protection" in told
    # The tests' own staging has it off: what stands was deployed before.
    assert "it is in the file: deploy it" in told
    assert told.endswith("Nothing was destroyed.")
    assert terraform.done == []


def test_all_that_is_protected_is_told_at_once(teardown: Teardown, account: Account) -> None:
    database(account, "platform-staging", DeletionProtection=True)
    arn, _ = load_balancer(account)
    elbv2: Any = account.session.client("elbv2")
    protected = [{"Key": "deletion_protection.enabled", "Value": "true"}]
    elbv2.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=protected)

    told = refused(teardown)

    assert "database.deletion_protection" in told
    assert "load_balancer.deletion_protection" in told
    assert "k8s-team" in told


def test_production_is_refused_by_its_own_line(teardown: Teardown) -> None:
    config = teardown.account.config.model_copy(update={"production": True})
    account = Account(teardown.account.session, config)

    told = refused(replace(teardown, account=account))

    assert ": production" in told
    assert "write what is allowed, and deploy it" in told


def test_an_earlier_database_on_the_network_is_told_first(
    teardown: Teardown, account: Account
) -> None:
    ec2: Any = account.session.client("ec2")
    rds: Any = account.session.client("rds")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    rds.create_db_subnet_group(
        DBSubnetGroupName="group", DBSubnetGroupDescription="g", SubnetIds=[subnet]
    )
    database(account, "platform-staging-g1", DBSubnetGroupName="group")
    known = KNOWN["networking"] | {"aws_db_subnet_group.group": {"id": "group"}}
    keep_state(account, "networking", known)

    told = refused(teardown)

    assert "The database cluster platform-staging-g1 stands on the network of staging" in told
    assert "aws rds delete-db-cluster --db-cluster-identifier platform-staging-g1" in told
