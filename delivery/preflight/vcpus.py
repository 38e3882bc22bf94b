"""The vCPUs that EC2 lets an account run, by the kind of its instances.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final, NamedTuple

from delivery.account import Account
from delivery.preflight.check import Check, asked, unknown
from delivery.preflight.needs import Needs, NodeGroup
from delivery.preflight.quotas import against_quota
from delivery.preflight.usage import instances

STANDARD: Final = "standard"
GRAPHICS: Final = "G and VT"
FAMILIES: Final = {
    **dict.fromkeys(("a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"), STANDARD),
    **dict.fromkeys(("g", "vt"), GRAPHICS),
}
"""Which quota counts an instance, by the letters that its type begins with."""
CODES: Final = {
    (STANDARD, False): "L-1216C47A",
    (STANDARD, True): "L-34B43A08",
    (GRAPHICS, False): "L-DB2E81BA",
    (GRAPHICS, True): "L-3819A6DF",
}


class Kind(NamedTuple):
    """Instances that share a quota.

    Attributes:
        family: The name that the quota gives them.
        spot: Whether they are spot instances.
    """

    family: str
    spot: bool

    def __str__(self) -> str:
        """Return it as people read it."""
        return f"vCPUs of {self.family} {'spot' if self.spot else 'on-demand'} instances"


def kind_of(instance_type: str, *, spot: bool) -> Kind:
    """Return which instances share their quota with a type, such as `m7i.large`."""
    letters = re.match(r"[a-z]*", instance_type)
    family = letters.group() if letters else ""
    return Kind(FAMILIES.get(family, family), spot)


def vcpu_checks(account: Account, needs: Needs) -> Iterator[Check]:
    """Yield a check of each kind of instances that the nodes may be of.

    The need is that of all groups at their maximum, and of the largest once more: a group that is
    replaced stands beside its successor.
    """
    groups: dict[Kind, list[NodeGroup]] = defaultdict(list)
    for group in needs.node_groups:
        for kind in {kind_of(each, spot=group.spot) for each in group.instance_types}:
            groups[kind].append(group)
    for kind, members in sorted(groups.items()):
        yield from asked(
            str(kind),
            "those of all nodes",
            partial(_check, account, kind, members),
        )


def _check(account: Account, kind: Kind, groups: list[NodeGroup]) -> Iterator[Check]:
    vcpus = _vcpus(account, {each for group in groups for each in group.instance_types})
    most = [group.most * max(vcpus[each] for each in group.instance_types) for group in groups]
    how = f"{' + '.join(map(str, most))}, and {max(most)} while a group is replaced"
    need = sum(most) + max(most)
    code = CODES.get(kind)
    if code is None:
        yield unknown(str(kind), f"{need} ({how})", "no code of this quota is known here")
        return
    yield against_quota(
        account, "ec2", code, subject=str(kind), need=need, used=_used(account, kind), how=how
    )


def _vcpus(account: Account, types: set[str]) -> Mapping[str, int]:
    found = account.pages(
        "ec2", "describe_instance_types", "InstanceTypes", InstanceTypes=sorted(types)
    )
    return {each["InstanceType"]: each["VCpuInfo"]["DefaultVCpus"] for each in found}


def _used(account: Account, kind: Kind) -> int:
    types = [
        each["InstanceType"]
        for each in instances(account)
        if kind_of(each["InstanceType"], spot=each.get("InstanceLifecycle") == "spot") == kind
    ]
    vcpus = _vcpus(account, set(types)) if types else {}
    return sum(vcpus[each] for each in types)
