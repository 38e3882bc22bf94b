"""The stack `k8s`: the EKS cluster, its nodes and addons, and the environment's domain."""

from config.model import EnvironmentConfig
from constructs import Construct
from constructs.cluster.access import Access
from constructs.cluster.alarms import (
    CONTROL_PLANE_NAMESPACE,
    NODES_NAMESPACE,
    control_plane_alarms,
    node_alarms,
)
from constructs.cluster.control_plane import ControlPlane
from constructs.cluster.eks_addons import AFTER_NODES, BEFORE_NODES, EksAddons, ebs_csi_identity
from constructs.cluster.node_group import NodeGroup
from constructs.cluster.security_groups import SecurityGroups
from constructs.dns.certificate import WildcardCertificate
from constructs.dns.zone import HostedZone
from constructs.iam.service_role import ServiceRole
from constructs.observability.alarms import Alarms
from constructs.observability.topic import AlarmTopic
from stacks.base import PlatformStack, StackName, default_tags
from stacks.contracts import ClusterOutputs, DatabaseOutputs, NetworkOutputs
from stacks.databases import DatabasesStack
from stacks.networking import NetworkingStack

# https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
NODE_POLICIES = (
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
)


class ClusterStack(PlatformStack):
    """The Kubernetes cluster of an environment. It needs `networking` and `databases`.

    Attributes:
        outputs: What people and pipelines need to use the cluster.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        config: EnvironmentConfig,
        networking: NetworkingStack,
        databases: DatabasesStack,
    ) -> None:
        super().__init__(scope, StackName.K8S, config=config)
        self.add_dependency(networking)
        self.add_dependency(databases)
        self._network = NetworkOutputs.from_remote_state(self, self.backend)
        self._databases = DatabaseOutputs.from_remote_state(self, self.backend)
        self._add_control_plane(config)
        self._add_nodes(config)
        self._add_domain(config)
        self._add_alarms(config)
        self.outputs = self._outputs(config)
        self.outputs.export(self)

    def _add_control_plane(self, config: EnvironmentConfig) -> None:
        self._control_plane = ControlPlane(
            self,
            "control-plane",
            name=config.cluster_name,
            cluster=config.cluster,
            location=config.location,
            subnet_ids=self._network.private_subnet_ids,
        )
        self._access = Access(
            self,
            "access",
            control_plane=self._control_plane,
            deploy_role_arn=config.deploy_role_arn,
            access=config.cluster.access,
        )
        self._security_groups = SecurityGroups(
            self,
            "security-groups",
            control_plane=self._control_plane,
            vpc_id=self._network.vpc_id,
            vpc_cidr_block=self._network.vpc_cidr_block,
        )

    def _add_nodes(self, config: EnvironmentConfig) -> None:
        before = EksAddons(
            self,
            "addons-before-nodes",
            control_plane=self._control_plane,
            cluster=config.cluster,
            addons=BEFORE_NODES,
        )
        role = ServiceRole(
            self,
            "node-role",
            name=f"{config.cluster_name}-node",
            service="ec2.amazonaws.com",
            location=config.location,
            policies=NODE_POLICIES,
        )
        shared = [self._control_plane.security_group_id, self._security_groups.nodes.id]
        extra = {"apps": [self._network.database_clients_security_group_id]}
        self._node_groups = {
            name: NodeGroup(
                self,
                name,
                control_plane=self._control_plane,
                group=group,
                max_pods=config.cluster.max_pods_per_node,
                zones=tuple(config.network.zones),
                subnet_ids=self._network.private_subnet_ids,
                role=role,
                security_group_ids=[*shared, *extra.get(name, [])],
                tags=default_tags(config, StackName.K8S),
                after=before.resources,
            )
            for name, group in config.cluster.node_groups
        }
        identity = ebs_csi_identity(self, "ebs-csi-driver", control_plane=self._control_plane)
        groups = [group.resource for group in self._node_groups.values()]
        EksAddons(
            self,
            "addons-after-nodes",
            control_plane=self._control_plane,
            cluster=config.cluster,
            addons=AFTER_NODES,
            after=[*groups, identity.association],
        )

    def _add_domain(self, config: EnvironmentConfig) -> None:
        self._zone = HostedZone(self, "zone", dns=config.dns)
        self._certificate = WildcardCertificate(
            self, "certificate", domain=config.dns.domain, zone=self._zone
        )

    def _add_alarms(self, config: EnvironmentConfig) -> None:
        name = f"{config.qualified_name}-k8s"
        self._topic = AlarmTopic(
            self,
            "alarm-topic",
            name=name,
            location=config.location,
            subscriptions=config.alarms.subscriptions,
        )
        Alarms(
            self,
            "control-plane-alarms",
            name=name,
            namespace=CONTROL_PLANE_NAMESPACE,
            alarms=control_plane_alarms(config.cluster_name),
            topic=self._topic,
        )
        Alarms(
            self,
            "node-alarms",
            name=name,
            namespace=NODES_NAMESPACE,
            alarms=[
                alarm
                for group, nodes in self._node_groups.items()
                for alarm in node_alarms(group, nodes.autoscaling_group)
            ],
            topic=self._topic,
        )

    def _outputs(self, config: EnvironmentConfig) -> ClusterOutputs:
        cluster = self._control_plane.resource
        return ClusterOutputs(
            cluster_name=cluster.name,
            cluster_endpoint=cluster.endpoint,
            kubectl_command=f"aws eks update-kubeconfig --region {config.region}"
            f" --name {config.cluster_name}",
            log_group_names=(self._control_plane.log_group,),
            certificate_arn=self._certificate.arn,
            name_servers=self._zone.name_servers,
        )
