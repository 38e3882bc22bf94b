"""The parts of the network by which later stacks place databases and reach them."""

from cdktf_cdktf_provider_aws.db_subnet_group import DbSubnetGroup
from cdktf_cdktf_provider_aws.security_group import SecurityGroup

from constructs import Construct
from constructs.network.subnets import SubnetTier
from constructs.network.vpc import Vpc
from constructs.waivers.waiver import waive


class DatabaseAccess(Construct):
    """The subnet group for databases and the security group of those who may reach them.

    The subnet group keeps the zones that are draining: RDS takes no subnet out of it in which an
    instance stands, and instances leave after the network has been deployed.

    The security group has no rules: membership is what it grants. A database admits the group,
    and nodes carry it.

    Attributes:
        subnet_group: The `aws_db_subnet_group`.
        clients: The `aws_security_group` of the clients.
    """

    def __init__(self, scope: Construct, id_: str, *, vpc: Vpc, database: SubnetTier) -> None:
        super().__init__(scope, id_)
        self.subnet_group = DbSubnetGroup(
            self,
            "subnet-group",
            name=vpc.name,
            description="The database subnets of every zone",
            subnet_ids=database.ids,
        )
        name = f"{vpc.name}-database-clients"
        self.clients = SecurityGroup(
            self,
            "clients",
            name=name,
            description="Members may reach the databases",
            vpc_id=vpc.id,
            tags={"Name": name},
        )
        waive(self.clients, "CKV2_AWS_5", "the nodes of the stack k8s carry it")
