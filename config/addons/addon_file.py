"""The file addon.yaml: which chart an addon is, where it goes, and what it needs there."""

import hashlib
from ipaddress import IPv4Network
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from config.addons.workloads import Workload, WorkloadName
from config.kubernetes_names import PodSecurity
from config.role_names import OF_ADDONS, longest_after
from config.sections.fields import ARN, NOT_EMPTY, NamespaceName
from config.sections.section import Section
from config.wording import did_you_mean

IN_NAMESPACE: Final = "namespace/"
"""The text before the name of a namespace that is a peer."""
PEERS: Final = {
    "anywhere": "every address",
    "dns": "the cluster's DNS",
    "every-namespace": "all pods of the cluster",
    "pod-identity": "the agent on each node that hands out credentials of AWS",
    "same-namespace": "the pods of the addon's own namespace",
    "services": "the network of the cluster's Services, by which pods call the Kubernetes API",
    "vpc": "the VPC: nodes, the load balancer, and the control plane that calls webhooks",
}
PLACING_KEYS: Final = ("priorityClassName", "nodeSelector", "tolerations")
"""The keys, by Kubernetes's names, that give a pod its priority and its place."""
_BRANCHES: Final = {"HEAD", "main", "master"}
ALL_RESOURCES: Final = "*"

LONGEST_ACCOUNT: Final = longest_after(OF_ADDONS)
"""Characters of a service account, whose name ends that of a role."""


def _peer(peer: str) -> str:
    if peer in PEERS or peer.removeprefix(IN_NAMESPACE) != peer:
        return peer
    try:
        return str(IPv4Network(peer))
    except ValueError:
        remedy = did_you_mean(peer, PEERS) or "name one of them, or a network in CIDR notation"
        raise PydanticCustomError("peer", "is no peer", {"remedy": remedy}) from None


def _placing(path: str) -> str:
    if path.rpartition(".")[2] not in PLACING_KEYS:
        remedy = "name the key itself, such as `webhook.nodeSelector`"
        raise PydanticCustomError("placing", "is no key that places pods", {"remedy": remedy})
    return path


def _one_action(action: str) -> str:
    if "*" in action or "?" in action:
        remedy = "write out each action that the addon needs"
        raise PydanticCustomError("wildcard", "has a wildcard", {"remedy": remedy})
    return action


def _tagged(source: str) -> str:
    # A branch holds charts that are not released, and tomorrow another one of the same version.
    if source.partition("/tree/")[2].partition("/")[0] in _BRANCHES:
        remedy = "name the tag of the chart's release"
        raise PydanticCustomError("branch", "names a branch", {"remedy": remedy})
    return source


ChartName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
# https://helm.sh/docs/topics/charts/#charts-and-versioning, and the `v` that some put before it.
Version = Annotated[str, Field(pattern=r"^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$")]
# Without a user, whose password would then stand in Terraform's state.
Repository = Annotated[str, Field(pattern=r"^(https|oci)://[^\s@?#]+[^\s@?#/]$")]
Source = Annotated[
    str, AfterValidator(_tagged), Field(pattern=r"^https://[^\s@?#]+/tree/[^\s@?#]+[^\s@?#/]$")
]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Peer = Annotated[str, AfterValidator(_peer)]
PlacingPath = Annotated[str, AfterValidator(_placing)]
Action = Annotated[
    str, AfterValidator(_one_action), Field(pattern=r"^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$")
]
Resource = Annotated[str, Field(pattern=rf"^({ARN}|\*)$")]
AllowName = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,49}[a-z0-9])?$")]
ServiceAccount = Annotated[
    str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=LONGEST_ACCOUNT)
]


class AllowedTraffic(Section):
    """Traffic with the pods of the addon's namespace, in one direction."""

    ingress: tuple[Peer, ...] = Field(default=(), strict=False)
    """who may call the pods: any of anywhere, dns, every-namespace, pod-identity, same-namespace,
    services, vpc, `namespace/<name>`, or networks in CIDR notation"""
    egress: tuple[Peer, ...] = Field(default=(), strict=False)
    """whom the pods may call, in the same words"""
    ports: tuple[Port, ...] = Field(default=(), strict=False)
    """the ports that are called, of TCP, and of UDP as well where it is 53; left out, all"""

    @model_validator(mode="after")
    def _one_direction(self) -> Self:
        if bool(self.ingress) == bool(self.egress):
            remedy = "say either `ingress` or `egress`, with one peer or more"
            raise PydanticCustomError("direction", "has no one direction", {"remedy": remedy})
        return self


class AddonStatement(Section):
    """Actions of an addon in AWS, and the resources that they are for."""

    actions: Annotated[tuple[Action, ...], Field(strict=False), NOT_EMPTY]
    """one or more actions of AWS without wildcards, such as `route53:GetChange`"""
    resources: Annotated[tuple[Resource, ...], Field(strict=False), NOT_EMPTY]
    """one or more ARNs, in which `*` and `?` may stand; `*` alone for actions that AWS offers for
    all resources at once only"""


def digest_of(archive: Path) -> str:
    """Return the SHA-256 of a chart's archive.

    Raises:
        OSError: It cannot be read.
    """
    return hashlib.sha256(archive.read_bytes()).hexdigest()


class AddonFile(Section):
    """An addon: a chart of others at one version, and its place in the cluster."""

    chart: ChartName
    """the chart's name in its repository"""
    version: Version
    """the chart's exact version, such as `1.21.1` or `v1.21.1`"""
    repository: Repository
    """the URL of the chart's repository: `https://...`, or `oci://...` for a registry of images,
    without the chart's name, a user or a slash at its end"""
    source: Source | None = None
    """the page of the chart's folder at the tag of its release, whose templates the values were
    written for, such as `https://github.com/<owner>/<name>/tree/<tag>/<folder>`"""
    digest: Digest | None = None
    """the SHA-256 of the chart's archive, which an archive in `addons.charts_folder` has to have;
    left out while nobody vouches for one"""
    crds: bool = True
    """`false` where nobody uses the definitions of custom resources that the chart has in `crds/`:
    docs/decisions/0010-crds.md"""
    namespace: NamespaceName
    """the namespace of the release, which is made for it; kube-system is the cluster's own"""
    pod_security: Annotated[PodSecurity, Field(strict=False)] = PodSecurity.RESTRICTED
    """the standard of Pod Security of the namespace: restricted, baseline or privileged; of addons
    that share a namespace, one says it"""
    allows: dict[AllowName, AllowedTraffic] = Field(default={})
    """the traffic of the namespace's pods, by the reason for it, of up to 51 lower-case letters,
    digits and hyphens; all other traffic is denied"""
    iam: dict[
        ServiceAccount, Annotated[tuple[AddonStatement, ...], Field(strict=False), NOT_EMPTY]
    ] = Field(default={})
    """what pods may do in AWS: for each service account that needs it, by a name of up to 21
    characters, a list of `actions` and `resources`"""
    scheduling: tuple[PlacingPath, ...] | None = Field(default=None, strict=False)
    """the keys of the chart that get the priority class platform-infrastructure, and the node
    selector and the tolerations of the nodes for infrastructure, such as `webhook.nodeSelector`;
    left out, all that the chart knows by its tree of keys, and without a tree those at its top"""
    workloads: dict[WorkloadName, Workload] = Field(default={})
    """the pods that stay, by a name for each kind of them: the keys of the chart's values that say
    how many there are and how much they ask for; left out, nobody counts them"""
    after: tuple[str, ...] = Field(default=(), strict=False)
    """the addons that this one needs and comes after, by the names of their folders"""

    @property
    def archive(self) -> str:
        """The file that `helm pull` brings."""
        return f"{self.chart}-{self.version}.tgz"

    @property
    def describes_namespace(self) -> bool:
        """Whether it says what its namespace is like."""
        return not self.model_fields_set.isdisjoint({"pod_security", "allows"})

    def policy(self, service_account: str) -> tuple[dict[str, object], ...]:
        """Return the statements of what the pods of a service account may do in AWS."""
        return tuple(
            {
                "Effect": "Allow",
                "Action": list(statement.actions),
                "Resource": list(statement.resources),
            }
            for statement in self.iam.get(service_account, ())
        )

    def fits(self, digest: str) -> bool:
        """Return whether an archive of a digest may be this chart's: any, while none is known."""
        return self.digest in (None, digest)
