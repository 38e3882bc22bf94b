"""A figure and the limit that it may meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from resilience.causes.places import Place

READ_ON: Final = "2026-11-26"
"""The day on which the pages were read."""
_VPC: Final = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
SOURCES: Final[Mapping[str, str]] = {
    "addresses-exceed-quota": _VPC,
    "connections-exceed-database": "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html",
    "nodes-exceed-subnet": "https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html",
    "pods-exceed-quota": "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
    "readers-exceed-cluster": "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html",
    "replicas-exceed-nodes": "https://docs.aws.amazon.com/eks/latest/best-practices/cas.html",
    "request-never-fits": "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    "rules-exceed-security-group": _VPC,
    "targets-exceed-load-balancer": "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
    "vcpus-exceed-quota": "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html",
}
"""The pages that state the limits or their formulas, by the id of the rule."""


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """A figure that grows with load, and the limit of somebody that it may meet.

    Attributes:
        rule: The id of the rule that reports it where it is above its limit.
        subject: Whom it concerns.
        title: What is counted, in a few words.
        needed: The figure at the autoscalers' maxima.
        limit: The limit; None where nobody knows it before the account is asked.
        arithmetic: How both come about.
        remedy: What to change where the figure is above the limit.
        places: Where the figure comes from.
        explains: As in `Weakness`.
    """

    rule: str
    subject: str
    title: str
    needed: int
    limit: int | None
    arithmetic: str
    remedy: str
    places: tuple[Place, ...]
    explains: frozenset[str] = frozenset()

    @property
    def source(self) -> str:
        """The page that states the limit or its formula."""
        return SOURCES[self.rule]

    @property
    def holds(self) -> bool | None:
        """Whether the figure stays within its limit; None where the limit is not known."""
        return None if self.limit is None else self.needed <= self.limit
