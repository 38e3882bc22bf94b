"""The VPC itself, with its internet gateway and a default security group that allows nothing."""

from ipaddress import IPv4Network

from cdktf_cdktf_provider_aws.default_security_group import DefaultSecurityGroup
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.vpc import Vpc as AwsVpc

from constructs import Construct


class Vpc(Construct):
    """A VPC that resolves and assigns DNS hostnames.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: First part of the names in it.
        cidr: Its addresses.

    Attributes:
        name: First part of the names in it.
        resource: The `aws_vpc`.
        id: Its id.
        internet_gateway: Its way in and out.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, cidr: IPv4Network) -> None:
        super().__init__(scope, id_)
        self.name = name
        self.resource = AwsVpc(
            self,
            "vpc",
            cidr_block=str(cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": name},
        )
        self.id = self.resource.id
        self.internet_gateway = InternetGateway(
            self, "internet-gateway", vpc_id=self.id, tags={"Name": name}
        )
        # AWS makes this group with rules that let its members talk; adopted without any, it
        # grants nothing to what names no group.
        DefaultSecurityGroup(
            self,
            "default-security-group",
            vpc_id=self.id,
            tags={"Name": f"{name}-default-closed"},
        )
