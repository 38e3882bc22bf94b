"""The security groups of the control plane, the nodes and the load balancer."""

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule

from config.sections.cidr import INTERNET
from constructs import Construct
from constructs.cluster.control_plane import ControlPlane
from constructs.waivers.waiver import waive

HTTP, HTTPS = 80, 443


class SecurityGroups(Construct):
    """The groups of the nodes and of the load balancer, and a rule for the control plane's.

    The rules of the group that EKS makes are EKS's: what we need beyond the control plane's way to
    the nodes stands in groups of our own, and survives a change of EKS's mind.

    Args:
        scope: The stack.
        id_: The construct's id.
        control_plane: The cluster.
        vpc_id: The VPC.
        vpc_cidr_block: Its addresses.

    Attributes:
        api_from_vpc: The rule that lets the VPC reach the Kubernetes API. All that is inside the
            cluster depends on it, or else a destruction from the VPC would lock itself out.
        node_rules: The rules by which nodes and pods reach each other and AWS. What is destroyed
            while controllers still work needs them.
        nodes: The group of all nodes.
        load_balancer: The group of the load balancer, the one thing that is open to the world.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        control_plane: ControlPlane,
        vpc_id: str,
        vpc_cidr_block: str,
    ) -> None:
        super().__init__(scope, id_)
        self._vpc_id, self._name = vpc_id, control_plane.name
        self.api_from_vpc = VpcSecurityGroupIngressRule(
            self,
            "control-plane-from-vpc",
            security_group_id=control_plane.security_group_id,
            description="The Kubernetes API, from the VPC",
            cidr_ipv4=vpc_cidr_block,
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
        )
        self.nodes = self._group("nodes", "Nodes and their pods")
        self.load_balancer = self._group("load-balancer", "The load balancer of the environment")
        waive(self.load_balancer, "CKV2_AWS_5", "the load balancer controller attaches it")
        self.node_rules = self._add_node_rules()
        self._add_load_balancer_rules()

    def _add_node_rules(self) -> tuple[ITerraformDependable, ...]:
        from_nodes = VpcSecurityGroupIngressRule(
            self,
            "nodes-from-nodes",
            security_group_id=self.nodes.id,
            description="Nodes and pods among themselves",
            referenced_security_group_id=self.nodes.id,
            ip_protocol="-1",
        )
        from_load_balancer = VpcSecurityGroupIngressRule(
            self,
            "nodes-from-load-balancer",
            security_group_id=self.nodes.id,
            # Pods carry the groups of their node.
            description="The load balancer to the pods of NGINX",
            referenced_security_group_id=self.load_balancer.id,
            ip_protocol="tcp",
            from_port=HTTP,
            to_port=HTTP,
        )
        waive(from_load_balancer, "CKV_AWS_260", "from the load balancer's group, not the internet")
        to_internet = VpcSecurityGroupEgressRule(
            self,
            "nodes-to-internet",
            security_group_id=self.nodes.id,
            description="Nodes and pods to the internet; network policies confine the pods",
            cidr_ipv4=INTERNET,
            ip_protocol="-1",
        )
        return from_nodes, from_load_balancer, to_internet

    def _add_load_balancer_rules(self) -> None:
        for port, purpose in ((HTTPS, "HTTPS"), (HTTP, "HTTP, to be redirected")):
            rule = VpcSecurityGroupIngressRule(
                self,
                f"load-balancer-{port}",
                security_group_id=self.load_balancer.id,
                description=f"{purpose}, from the internet",
                cidr_ipv4=INTERNET,
                ip_protocol="tcp",
                from_port=port,
                to_port=port,
            )
            if port == HTTP:
                waive(rule, "CKV_AWS_260", "the load balancer redirects it to HTTPS")
        VpcSecurityGroupEgressRule(
            self,
            "load-balancer-to-nodes",
            security_group_id=self.load_balancer.id,
            description="The pods of NGINX",
            referenced_security_group_id=self.nodes.id,
            ip_protocol="tcp",
            from_port=HTTP,
            to_port=HTTP,
        )

    def _group(self, id_: str, description: str) -> SecurityGroup:
        name = f"{self._name}-{id_}"
        return SecurityGroup(
            self,
            id_,
            name=name,
            description=description,
            vpc_id=self._vpc_id,
            tags={"Name": name},
        )
