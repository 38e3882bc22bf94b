from collections.abc import Callable

import pytest
from moto.servicequotas.models import ServiceQuotasBackend

from delivery.account import Account
from delivery.preflight import usage
from delivery.preflight.check import Verdict
from delivery.preflight.needs import Needs
from delivery.preflight.quotas import QUOTAS, quota_checks
from terraform_json.types import Json
from tests.delivery.preflight.conftest import Quotas

Of = Callable[[Json], Needs]
ADDRESSES = "L-0263D0A3"


def addresses(number: int) -> Json:
    return {"aws_eip": {f"eip{n}": {} for n in range(number)}}


def allocate(account: Account, **tags: str) -> None:
    specification = {
        "ResourceType": "elastic-ip",
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
    }
    account.session.client("ec2").allocate_address(
        Domain="vpc", TagSpecifications=[specification] if tags else []
    )


@pytest.mark.parametrize(("quota", "verdict"), [(3, Verdict.GOOD), (2, Verdict.MISSING)])
def test_the_need_is_held_against_the_quota(
    account: Account, needs: Of, quotas: Quotas, quota: int, verdict: Verdict
) -> None:
    quotas[ADDRESSES] = quota
    (check,) = quota_checks(account, needs(addresses(3)))
    assert (check.verdict, check.need, check.value) == (verdict, "3", f"up to {quota}")


def test_what_others_use_is_not_left(account: Account, needs: Of, quotas: Quotas) -> None:
    allocate(account)
    allocate(account, Project="another", Environment=account.config.name)
    quotas[ADDRESSES] = 4
    (check,) = quota_checks(account, needs(addresses(3)))
    assert (check.verdict, check.value) == (Verdict.MISSING, "2 of 4 are left")
    assert f"--quota-code {ADDRESSES} --desired-value 5" in check.remedy


def test_what_the_environment_has_already_is_its_own(
    account: Account, needs: Of, quotas: Quotas
) -> None:
    config = account.config
    for _ in range(3):
        allocate(account, Project=config.project, Environment=config.name)
    quotas[ADDRESSES] = 3
    (check,) = quota_checks(account, needs(addresses(3)))
    assert check.verdict is Verdict.GOOD


def test_a_quota_that_nobody_raises_has_another_remedy(
    account: Account, needs: Of, monkeypatch: pytest.MonkeyPatch
) -> None:
    fixed = {"Value": 1, "Adjustable": False}
    monkeypatch.setattr(ServiceQuotasBackend, "get_service_quota", lambda *_, **__: fixed)
    (check,) = quota_checks(account, needs(addresses(3)))
    assert check.remedy.startswith("AWS does not raise it")


def test_a_quota_that_aws_does_not_tell_is_not_known(account: Account, needs: Of) -> None:
    (check,) = quota_checks(account, needs(addresses(3)))
    assert (check.verdict, check.need) == (Verdict.UNKNOWN, "3")
    assert check.value == "AWS answers NoSuchResourceException"


@pytest.mark.parametrize("quota", QUOTAS, ids=lambda quota: quota.code)
def test_others_usage_can_be_counted(account: Account, quota: object) -> None:
    assert quota.others(account) >= 0  # type: ignore[attr-defined]


def test_what_others_run_is_told_from_the_environments_own(account: Account) -> None:
    ec2 = account.session.client("ec2")
    before = (usage.vpcs(account), usage.nat_gateways_of_a_zone(account))
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    zone = f"{account.config.region}a"
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24", AvailabilityZone=zone)
    for _ in range(2):
        ec2.create_nat_gateway(SubnetId=subnet["Subnet"]["SubnetId"])
    assert (usage.vpcs(account), usage.nat_gateways_of_a_zone(account)) == (
        before[0] + 1,
        before[1] + 2,
    )
    config = account.config
    tags = [
        {"Key": "Project", "Value": config.project},
        {"Key": "Environment", "Value": config.name},
    ]
    ec2.create_tags(Resources=[vpc], Tags=tags)
    assert usage.vpcs(account) == before[0]


def test_the_load_balancer_of_the_cluster_is_its_own(account: Account) -> None:
    ec2, balancers = account.session.client("ec2"), account.session.client("elbv2")
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]][:2]
    tags = {"another": "other", "ours": account.config.cluster_name}
    for name, cluster in tags.items():
        balancers.create_load_balancer(
            Name=name, Subnets=subnets, Tags=[{"Key": "elbv2.k8s.aws/cluster", "Value": cluster}]
        )
    balancers.create_load_balancer(Name="network", Subnets=subnets, Type="network")
    assert usage.load_balancers(account) == 1
