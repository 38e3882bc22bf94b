from collections.abc import Callable, Iterator
from typing import Any

import pytest

from delivery.account import Account
from delivery.preflight.check import Check, Verdict
from delivery.preflight.needs import Needs, NodeGroup
from delivery.preflight.offers import offer_checks
from terraform_json.types import Json

Of = Callable[..., Needs]
ADDON = {
    "aws_eks_cluster": {"cluster": {"version": "1.35"}},
    "aws_eks_addon": {"cni": {"addon_name": "vpc-cni", "addon_version": "v1.2.3-eksbuild.1"}},
}
DATABASE = {
    "aws_rds_cluster": {"c": {"engine": "aurora-postgresql", "engine_version": "17.9"}},
    "aws_rds_cluster_instance": {
        "a": {"instance_class": "db.r8g.large", "availability_zone": "eu-west-1a"},
        "b": {"instance_class": "db.r8g.large", "availability_zone": "eu-west-1b"},
    },
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that lets AWS answer an operation with items."""

    def answer(operation: str, *items: Json, when: Callable[[Json], bool] = lambda _: True) -> None:
        before = Account.pages

        def pages(of: Account, service: str, name: str, key: str, **said: object) -> Iterator[Any]:
            if name != operation:
                return before(of, service, name, key, **said)
            return iter(items if when(said) else ())

        monkeypatch.setattr(Account, "pages", pages)

    return answer


def by_subject(account: Account, needs: Needs) -> dict[str, Check]:
    return {check.subject: check for check in offer_checks(account, needs)}


@pytest.mark.parametrize(("zone", "verdict"), [("a", Verdict.GOOD), ("f", Verdict.MISSING)])
def test_a_zone_has_to_be_the_accounts(
    account: Account, needs: Of, zone: str, verdict: Verdict
) -> None:
    subnets = {"one": {"availability_zone": f"{account.config.region}{zone}"}}
    checks = by_subject(account, needs({"aws_subnet": subnets}))
    assert checks["zones"].verdict is verdict


@pytest.mark.parametrize(
    ("offered", "verdict"),
    [("v1.2.3-eksbuild.1", Verdict.GOOD), ("v1.2.3-eksbuild.2", Verdict.MISSING)],
)
def test_an_addon_has_to_be_offered_in_its_version(
    account: Account, needs: Of, answers: Callable[..., None], offered: str, verdict: Verdict
) -> None:
    addon = {"addonVersions": [{"addonVersion": offered}]}
    asked = {"addonName": "vpc-cni", "kubernetesVersion": "1.35"}
    answers("describe_addon_versions", addon, when=lambda said: said == asked)
    assert by_subject(account, needs(ADDON))["EKS addon vpc-cni"].verdict is verdict


def test_an_addon_of_which_aws_says_nothing_is_not_known(account: Account, needs: Of) -> None:
    assert by_subject(account, needs(ADDON))["EKS addon vpc-cni"].verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "verdict"), [("m7i.large", Verdict.GOOD), ("m99.large", Verdict.MISSING)]
)
def test_an_instance_type_has_to_be_there_in_each_zone(
    account: Account, needs: Of, kind: str, verdict: Verdict
) -> None:
    region = account.config.region
    stack = {"aws_subnet": {z: {"availability_zone": f"{region}{z}"} for z in ("a", "b")}}
    group = NodeGroup(instance_types=(kind,), spot=False, zones=2, most_in_zone=1)
    assert by_subject(account, needs(stack, group))[f"instance type {kind}"].verdict is verdict


def test_an_instance_class_has_to_be_orderable_in_the_zones_of_its_instances(
    account: Account, needs: Of, answers: Callable[..., None]
) -> None:
    zones = [{"Name": "eu-west-1a"}, {"Name": "eu-west-1c"}]
    answers("describe_orderable_db_instance_options", {"AvailabilityZones": zones})
    check = by_subject(account, needs(DATABASE))["instance class db.r8g.large"]
    assert (check.verdict, check.need) == (Verdict.MISSING, "in eu-west-1a, eu-west-1b")
    assert check.value == "in eu-west-1a, eu-west-1c"


def test_a_class_that_a_known_version_does_not_have_is_missing(
    account: Account, needs: Of, answers: Callable[..., None]
) -> None:
    another = {"AvailabilityZones": [{"Name": "eu-west-1a"}]}
    answers(
        "describe_orderable_db_instance_options",
        another,
        when=lambda said: "DBInstanceClass" not in said,
    )
    check = by_subject(account, needs(DATABASE))["instance class db.r8g.large"]
    assert (check.verdict, check.value) == (Verdict.MISSING, "in no zone")


def test_of_a_version_without_any_class_nothing_is_known(account: Account, needs: Of) -> None:
    checks = by_subject(account, needs(DATABASE))
    assert checks["instance class db.r8g.large"].verdict is Verdict.UNKNOWN
    assert checks["aurora-postgresql 17.9"].verdict is Verdict.UNKNOWN
