"""Access to the cluster over the network: for the clients' security group, and no one else."""

from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule

from constructs import Construct


class ClientAccess(Construct):
    """A security group that admits the clients on one port, and lets nothing out.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: First part of the group's name.
        vpc_id: The VPC.
        clients_security_group_id: The group whose members may connect.
        port: The port of the database.

    Attributes:
        security_group_id: The group that the database carries.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        vpc_id: str,
        clients_security_group_id: str,
        port: int,
    ) -> None:
        super().__init__(scope, id_)
        group_name = f"{name}-database"
        group = SecurityGroup(
            self,
            "security-group",
            name=group_name,
            description="The database, open to its clients",
            vpc_id=vpc_id,
            tags={"Name": group_name},
        )
        VpcSecurityGroupIngressRule(
            self,
            "clients",
            security_group_id=group.id,
            description="PostgreSQL from the database clients",
            referenced_security_group_id=clients_security_group_id,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
        )
        self.security_group_id = group.id
