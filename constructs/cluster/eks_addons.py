"""The addons that EKS itself installs and updates."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.eks_addon import EksAddon

from config.addons.placing import PLACE
from config.aws.eks_addon_pods import COREDNS_REPLICAS, EBS_CSI_CONTROLLER_REPLICAS
from config.aws.kubernetes_versions import EksAddonName
from config.capacity import WARM_PREFIXES
from config.kubernetes_names import SYSTEM_NAMESPACE
from config.sections.cluster import ClusterConfig
from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.cluster.ebs_csi_permissions import SERVICE_ACCOUNT, ebs_csi_statements
from constructs.cluster.pod_identity import PodIdentity

Configuration = Mapping[str, Any]

_ANYWHERE: Final = [{"operator": "Exists"}]
# EKS gives its addons priorities of its own.
_ON_INFRASTRUCTURE: Final = {key: PLACE[key] for key in ("nodeSelector", "tolerations")}


def _over_zones(labels: Mapping[str, str], when: str) -> list[dict[str, Any]]:
    """Return the constraint that spreads a controller's pods over the zones."""
    return [
        {
            "maxSkew": 1,
            "topologyKey": "topology.kubernetes.io/zone",
            "whenUnsatisfiable": when,
            "labelSelector": {"matchLabels": dict(labels)},
        }
    ]


# What runs on every node, and must be there when the first one comes. kube-proxy tolerates every
# taint by itself, and its schema has no key for it.
BEFORE_NODES: Final[Mapping[EksAddonName, Configuration]] = {
    EksAddonName.VPC_CNI: {
        "enableNetworkPolicy": "true",
        "env": {
            "ENABLE_PREFIX_DELEGATION": "true",
            "WARM_PREFIX_TARGET": str(WARM_PREFIXES),
            # Others' policies learn a new pod's address before the kubelet tells it:
            # https://github.com/aws/amazon-vpc-cni-k8s#annotate_pod_ip-v193
            "ANNOTATE_POD_IP": "true",
        },
        # Which packets were denied, in a file on the node:
        # https://docs.aws.amazon.com/eks/latest/userguide/network-policies-troubleshooting.html
        "nodeAgent": {"enablePolicyEventLogs": "true"},
        "tolerations": _ANYWHERE,
    },
    EksAddonName.KUBE_PROXY: {},
    EksAddonName.POD_IDENTITY_AGENT: {"tolerations": _ANYWHERE},
}
# What has pods of its own, which wait for a node.
AFTER_NODES: Final[Mapping[EksAddonName, Configuration]] = {
    EksAddonName.COREDNS: {
        **_ON_INFRASTRUCTURE,
        "autoScaling": {
            "enabled": True,
            "minReplicas": COREDNS_REPLICAS,
            "maxReplicas": 10,
        },
        # EKS's own budget is a `maxUnavailable` too, beside which a `minAvailable` may not stand.
        "podDisruptionBudget": {"enabled": True, "maxUnavailable": 1},
        "topologySpreadConstraints": _over_zones({"k8s-app": "kube-dns"}, "ScheduleAnyway"),
    },
    EksAddonName.EBS_CSI_DRIVER: {
        "controller": {
            **_ON_INFRASTRUCTURE,
            "replicaCount": EBS_CSI_CONTROLLER_REPLICAS,
            "topologySpreadConstraints": _over_zones(
                {"app": "ebs-csi-controller"}, "ScheduleAnyway"
            ),
        },
        "node": {"tolerateAllTaints": True},
    },
    # Tells node repair of faults that a kubelet does not see:
    # https://docs.aws.amazon.com/eks/latest/userguide/node-health.html
    EksAddonName.NODE_MONITORING_AGENT: {"nodeAgent": {"tolerations": _ANYWHERE}},
}


class EksAddons(Construct):
    """Some of EKS's addons, at the versions that fit the cluster's.

    Args:
        scope: The stack.
        id_: The construct's id.
        control_plane: The cluster.
        cluster: Its part of the environment file.
        addons: The addons, and how each is configured.
        after: What must be there before them.

    Attributes:
        resources: The `aws_eks_addon` of each.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        control_plane: ControlPlane,
        cluster: ClusterConfig,
        addons: Mapping[EksAddonName, Configuration],
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self.resources = tuple(
            EksAddon(
                self,
                name,
                cluster_name=control_plane.resource.name,
                addon_name=name,
                addon_version=cluster.addon_version(name),
                configuration_values=json.dumps(configuration) if configuration else None,
                # What the file says holds, whatever was changed by hand.
                resolve_conflicts_on_create="OVERWRITE",
                resolve_conflicts_on_update="OVERWRITE",
                depends_on=list(after),
            )
            for name, configuration in addons.items()
        )


def vpc_cni_identity(scope: Construct, id_: str, *, control_plane: ControlPlane) -> PodIdentity:
    """Return the identity of the VPC CNI, which must be there before it.

    The agent that hands it out is on every node before any pod has a network: it uses the node's.
    The policy is AWS's, since each version of the addon is made for it:
    https://docs.aws.amazon.com/eks/latest/userguide/cni-iam-role.html
    """
    return PodIdentity(
        scope,
        id_,
        control_plane=control_plane,
        name="vpc-cni",
        namespace=SYSTEM_NAMESPACE,
        service_account="aws-node",
        policies=["AmazonEKS_CNI_Policy"],
    )


def ebs_csi_identity(scope: Construct, id_: str, *, control_plane: ControlPlane) -> PodIdentity:
    """Return the identity of the EBS driver's controller, which must be there before the driver."""
    return PodIdentity(
        scope,
        id_,
        control_plane=control_plane,
        name="ebs-csi-driver",
        namespace=SYSTEM_NAMESPACE,
        service_account=SERVICE_ACCOUNT,
        statements=ebs_csi_statements(control_plane.location),
    )
