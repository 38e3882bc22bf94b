"""The pods of EKS's own addons, and what they ask for.

EKS does not publish its manifests whole, so each figure is of the chart or the manifest that the
addon is made from, at or near the version in `config/aws/kubernetes_versions.py`.
"""

from typing import Final

from config.aws.kubernetes_versions import EksAddonName
from config.room import Pods, Room

COREDNS_REPLICAS: Final = 3
EBS_CSI_CONTROLLER_REPLICAS: Final = 2

ON_INFRASTRUCTURE: Final = (
    # More come with load: https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html
    Pods(
        name=EksAddonName.COREDNS,
        each=Room(millicores=100, memory_mib=70, pods=1),
        count=COREDNS_REPLICAS,
    ),
    # The driver, and its sidecars provisioner, attacher, snapshotter, resizer and liveness probe.
    # https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/v1.64.0/charts/aws-ebs-csi-driver/values.yaml
    Pods(
        name=f"{EksAddonName.EBS_CSI_DRIVER}: controller",
        each=Room(millicores=60, memory_mib=232, pods=1),
        count=EBS_CSI_CONTROLLER_REPLICAS,
    ),
)
ON_EVERY_NODE: Final = (
    # Two containers, and one before them that asks for no more than one of them.
    # https://github.com/aws/amazon-vpc-cni-k8s/blob/master/config/master/aws-k8s-cni.yaml
    Pods(name=EksAddonName.VPC_CNI, each=Room(millicores=50, pods=1), every_node=True),
    # As counted on nodes, beside 50m of the VPC CNI and 30m of the EBS driver:
    # https://github.com/2i2c-org/infrastructure/issues/3902
    Pods(name=EksAddonName.KUBE_PROXY, each=Room(millicores=100, pods=1), every_node=True),
    # It asks for nothing.
    # https://github.com/aws/eks-pod-identity-agent/blob/main/charts/eks-pod-identity-agent/values.yaml
    Pods(name=EksAddonName.POD_IDENTITY_AGENT, each=Room(pods=1), every_node=True),
    # The driver, its registrar and the liveness probe.
    Pods(
        name=f"{EksAddonName.EBS_CSI_DRIVER}: node",
        each=Room(millicores=30, memory_mib=104, pods=1),
        every_node=True,
    ),
    # https://github.com/aws/eks-node-monitoring-agent/blob/main/charts/eks-node-monitoring-agent/values.yaml
    Pods(
        name=EksAddonName.NODE_MONITORING_AGENT,
        each=Room(millicores=10, memory_mib=30, pods=1),
        every_node=True,
    ),
)
