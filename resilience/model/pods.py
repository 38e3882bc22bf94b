"""Workloads: pods that are alike, as the scheduler and the eviction API see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from config.room import Room

K8S = "k8s"
"""The stack that makes nodes and pods."""
ZONE_LABEL = "topology.kubernetes.io/zone"
HOST_LABEL = "kubernetes.io/hostname"
UNREACHABLE = "node.kubernetes.io/unreachable"
"""The key of the taints of a node that no longer answers."""
LOST_NODE_SECONDS = 300
"""Seconds for which a pod stays on a node that is lost, unless it says otherwise:
https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds"""
SCHEDULING_KEYS = (
    "affinity",
    "nodeSelector",
    "priorityClassName",
    "tolerations",
    "topologySpreadConstraints",
)
"""The keys of a pod's spec by which the scheduler places it."""
REPLICATED = ("Deployment", "StatefulSet")
"""Kinds that keep a number of pods, and replace them in turn."""
ENDING = ("Job", "CronJob")
"""Kinds whose pods end by themselves."""


class Origin(StrEnum):
    """How a workload is known."""

    RENDERED = "rendered"
    """its chart was rendered with the synthesized values"""
    TABLE = "table"
    """its addon.yaml names the values that size it, and its chart could not be had"""
    AWS = "aws"
    """it belongs to an addon of EKS, of which AWS publishes the figures"""


@dataclass(frozen=True, kw_only=True)
class Taint:
    """A taint of a node.

    https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/

    Attributes:
        key: Its key.
        value: Its value.
        effect: `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
    """

    key: str
    value: str = ""
    effect: str = "NoSchedule"


@dataclass(frozen=True, kw_only=True)
class Toleration:
    """A toleration of a pod.

    Attributes:
        key: The key of the taint; None for all.
        value: The value of the taint; None for any (operator `Exists`).
        effect: The effect of the taint; None for all.
        seconds: How long a `NoExecute` taint is tolerated; None for ever.
    """

    key: str | None = None
    value: str | None = None
    effect: str | None = None
    seconds: int | None = None

    def tolerates(self, taint: Taint) -> bool:
        """Return whether it tolerates a taint."""
        return (
            self.key in (None, taint.key)
            and self.value in (None, taint.value)
            and self.effect in (None, taint.effect)
        )


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A topology spread constraint over the pods of the workload itself.

    https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/

    Attributes:
        key: The topology key.
        max_skew: The greatest difference of two domains.
        hard: Whether a pod that breaks it waits (`DoNotSchedule`) or only prefers not to.
        min_domains: The fewest domains, where it is given.
        honors_taints: Whether nodes whose taints the pod does not tolerate are no domains
            (`nodeTaintsPolicy: Honor`); else they are.
        per_revision: Whether pods of another revision of a Deployment do not count
            (`matchLabelKeys: [pod-template-hash]`, of a Rollout `[rollouts-pod-template-hash]`).
    """

    key: str
    max_skew: int = 1
    hard: bool = True
    min_domains: int | None = None
    honors_taints: bool = False
    per_revision: bool = False


@dataclass(frozen=True, kw_only=True)
class Budget:
    """A disruption budget.

    Attributes:
        name: Its name.
        least: How many of the workload's fewest pods have to stay ready.
        evicts_unhealthy: Whether pods that are not ready may always be evicted
            (`unhealthyPodEvictionPolicy: AlwaysAllow`).
    """

    name: str
    least: int
    evicts_unhealthy: bool = False


@dataclass(frozen=True, kw_only=True)
class Workload:
    """Pods that are alike.

    Attributes:
        namespace: Their namespace.
        kind: `Deployment`, `StatefulSet`, `DaemonSet`, `Job` or `CronJob`.
        name: Its name.
        release: The address of the resource that makes it, in the stack `k8s`: of a `helm_release`
            or an `aws_eks_addon`.
        origin: How it is known.
        replicas: Its fewest pods when all is well: what its autoscaler keeps at least.
        max_replicas: The most that its autoscaler makes.
        each: What one pod asks for, itself included.
        priority: The value of its priority class.
        labels: The labels of its pods.
        node_labels: For each label that a node has to have, the values that are allowed.
        tolerations: Its tolerations.
        spreads: Its spread constraints.
        apart: The topology keys on which no two of its pods may meet (required anti-affinity).
        prefers_apart: The topology keys on which its pods prefer not to meet.
        budget: Its disruption budget, if it has one.
        max_surge: The pods that a rollout may have above `replicas`.
        most_surge: The pods that a rollout may have above `max_replicas`.
        max_unavailable: The pods that a rollout may lack.
        zonal_volumes: Whether each of its pods has a volume that binds it to a zone.
        lost_with_node: Whether a run of its Jobs ends for good with the node on which it is.
    """

    namespace: str
    kind: str
    name: str
    release: str
    origin: Origin
    replicas: int
    max_replicas: int
    each: Room
    priority: int = 0
    labels: Mapping[str, str]
    node_labels: Mapping[str, frozenset[str]]
    tolerations: tuple[Toleration, ...] = ()
    spreads: tuple[Spread, ...] = ()
    apart: tuple[str, ...] = ()
    prefers_apart: tuple[str, ...] = ()
    budget: Budget | None = None
    max_surge: int = 0
    most_surge: int = 0
    max_unavailable: int = 0
    zonal_volumes: bool = False
    lost_with_node: bool = False

    @property
    def key(self) -> str:
        """Its name everywhere: `namespace/Kind/name`."""
        return f"{self.namespace}/{self.kind}/{self.name}"

    @property
    def resource(self) -> str:
        """The resource that makes it, as its stack and address."""
        return f"{K8S}:{self.release}"

    @property
    def every_node(self) -> bool:
        """Whether each node that it tolerates has one of its pods."""
        return self.kind == "DaemonSet"

    @property
    def least(self) -> int:
        """The pods that have to be ready for it to do its work: its budget's, or one."""
        return max(self.budget.least, 1) if self.budget else 1

    def tolerates(self, taint: Taint) -> bool:
        """Return whether its pods tolerate a taint."""
        return any(each.tolerates(taint) for each in self.tolerations)
