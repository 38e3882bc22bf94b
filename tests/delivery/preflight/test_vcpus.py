from collections.abc import Callable

import pytest

from delivery.account import Account
from delivery.preflight.check import Verdict
from delivery.preflight.needs import Needs, NodeGroup
from delivery.preflight.vcpus import kind_of, vcpu_checks
from tests.delivery.preflight.conftest import Quotas

Of = Callable[..., Needs]
STANDARD, STANDARD_SPOT = "L-1216C47A", "L-34B43A08"


def group(*types: str, most: int, spot: bool = False) -> NodeGroup:
    return NodeGroup(instance_types=types, spot=spot, zones=1, most_in_zone=most)


@pytest.mark.parametrize(
    ("instance_type", "family"),
    [
        ("m7i.large", "standard"),
        ("im4gn.large", "standard"),
        ("t4g.small", "standard"),
        ("g5.xlarge", "G and VT"),
        ("vt1.3xlarge", "G and VT"),
        ("p5.48xlarge", "p"),
        ("inf2.xlarge", "inf"),
        ("trn1.2xlarge", "trn"),
        ("u-6tb1.metal", "u"),
        ("hpc7g.4xlarge", "hpc"),
    ],
)
def test_types_share_a_quota_with_their_family(instance_type: str, family: str) -> None:
    assert kind_of(instance_type, spot=False).family == family


def test_the_largest_type_of_each_group_counts_and_the_largest_group_twice(
    account: Account, needs: Of, quotas: Quotas
) -> None:
    # m7i.large has 2 vCPUs, m7i.xlarge 4.
    groups = (group("m7i.large", "m7i.xlarge", most=10), group("m7i.large", most=3))
    quotas[STANDARD] = 86
    (check,) = vcpu_checks(account, needs({}, *groups))
    assert check.need == "86 (40 + 6, and 40 while a group is replaced)"
    assert check.verdict is Verdict.GOOD
    quotas[STANDARD] = 85
    (check,) = vcpu_checks(account, needs({}, *groups))
    assert check.verdict is Verdict.MISSING


def test_spot_instances_have_a_quota_of_their_own(
    account: Account, needs: Of, quotas: Quotas
) -> None:
    groups = (group("m7i.large", most=1), group("m7i.large", most=2, spot=True))
    quotas.update({STANDARD: 4, STANDARD_SPOT: 7})
    checks = vcpu_checks(account, needs({}, *groups))
    assert {check.subject: check.verdict for check in checks} == {
        "vCPUs of standard on-demand instances": Verdict.GOOD,
        "vCPUs of standard spot instances": Verdict.MISSING,
    }


def test_a_family_without_a_known_quota_is_not_known(account: Account, needs: Of) -> None:
    groups = (group("p5.48xlarge", most=1),)
    (check,) = vcpu_checks(account, needs({}, *groups))
    assert (check.verdict, check.value) == (
        Verdict.UNKNOWN,
        "no code of this quota is known here",
    )


def test_instances_of_others_use_the_quota(account: Account, needs: Of, quotas: Quotas) -> None:
    ec2 = account.session.client("ec2")
    image = "ami-12c6146b"
    ec2.run_instances(ImageId=image, InstanceType="m5.large", MinCount=1, MaxCount=1)
    ec2.run_instances(ImageId=image, InstanceType="g4dn.xlarge", MinCount=1, MaxCount=1)
    quotas[STANDARD] = 6
    groups = (group("m7i.large", most=1),)
    (check,) = vcpu_checks(account, needs({}, *groups))
    assert (check.verdict, check.value) == (Verdict.GOOD, "4 of 6 are left")
