"""AWS's quotas against the environment at its largest, beside what others in the account use.

The codes are those of Service Quotas: `aws service-quotas list-service-quotas --service-code vpc`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from delivery.account import Account
from delivery.preflight import usage
from delivery.preflight.check import Check, asked, judged
from delivery.preflight.needs import Needs


def _nobody(_: Account) -> int:
    """Return the usage of what belongs to one resource of ours alone."""
    return 0


def _node_groups(needs: Needs) -> int:
    """Return the managed groups, and those of one configured group again, while it is replaced."""
    zones = [group.zones for group in needs.node_groups]
    return sum(zones) + max(zones, default=0)


@dataclass(frozen=True)
class Quota:
    """A limit of an account in a region.

    Attributes:
        service: The service's code.
        code: The quota's code.
        subject: The thing that is limited.
        need: Counts what the environment takes at most.
        others: Counts what others in the account have.
    """

    service: str
    code: str
    subject: str
    need: Callable[[Needs], int]
    others: Callable[[Account], int] = _nobody


QUOTAS: Final = (
    Quota("vpc", "L-F678F1CE", "VPCs", lambda n: n.count("aws_vpc"), usage.vpcs),
    Quota(
        "vpc",
        "L-A4707A72",
        "internet gateways",
        lambda n: n.count("aws_internet_gateway"),
        usage.internet_gateways,
    ),
    Quota("ec2", "L-0263D0A3", "Elastic IPs", lambda n: n.count("aws_eip"), usage.addresses),
    Quota(
        "vpc",
        "L-FE5A380F",
        "NAT gateways of a zone",
        lambda n: min(n.count("aws_nat_gateway"), 1),
        usage.nat_gateways_of_a_zone,
    ),
    Quota("vpc", "L-29B6F2EB", "interface endpoints of the VPC", lambda n: n.interface_endpoints),
    Quota("vpc", "L-0EA8095F", "rules of a security group", lambda n: n.rules_of_a_security_group),
    Quota(
        "elasticloadbalancing",
        "L-53DA6B97",
        "application load balancers",
        lambda n: n.count("kubernetes_ingress_v1"),
        usage.load_balancers,
    ),
    Quota(
        "eks",
        "L-1194D53C",
        "EKS clusters",
        lambda n: n.count("aws_eks_cluster"),
        usage.clusters,
    ),
    Quota("eks", "L-6D54EA21", "node groups of the cluster", _node_groups),
    Quota(
        "eks",
        "L-BD136A63",
        "nodes of a node group",
        lambda n: max((group.most_in_zone for group in n.node_groups), default=0),
    ),
    Quota(
        "rds",
        "L-952B80B8",
        "database clusters",
        lambda n: n.count("aws_rds_cluster"),
        usage.database_clusters,
    ),
    Quota(
        "rds",
        "L-7B6409FD",
        "database instances",
        lambda n: n.database_instances,
        usage.database_instances,
    ),
)


def quota_checks(account: Account, needs: Needs) -> Iterator[Check]:
    """Yield a check of each quota of which the environment takes something."""
    for quota in QUOTAS:
        need = quota.need(needs)
        if need:
            yield from asked(
                quota.subject,
                f"{need}",
                partial(_check, account, quota, need),
            )


def _check(account: Account, quota: Quota, need: int) -> Iterator[Check]:
    used = quota.others(account)
    yield against_quota(
        account, quota.service, quota.code, subject=quota.subject, need=need, used=used
    )


def against_quota(  # noqa: PLR0913 - a row of a table
    account: Account, service: str, code: str, *, subject: str, need: int, used: int, how: str = ""
) -> Check:
    """Ask for a quota and return whether it holds a need beside what others use.

    Args:
        account: The account.
        service: The service's code.
        code: The quota's code.
        subject: The thing that is limited.
        need: The amount that the environment takes at most.
        used: The amount that others use.
        how: The arithmetic of the need.

    Raises:
        ClientError: AWS does not answer.
        BotoCoreError: Likewise.
    """
    client = account.session.client("service-quotas")
    found = client.get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]
    most = int(found["Value"])
    total = need + used
    if not found["Adjustable"]:
        remedy = "AWS does not raise it: lower the maximum in the environment's file"
    else:
        remedy = (
            f"aws service-quotas request-service-quota-increase --region {account.config.region}"
            f" --service-code {service} --quota-code {code} --desired-value {total}"
        )
    return judged(
        subject,
        f"{need}{f' ({how})' if how else ''}",
        f"{most - used} of {most} are left" if used else f"up to {most}",
        good=total <= most,
        remedy=remedy,
    )
