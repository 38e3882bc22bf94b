"""The kinds of the network interfaces of NAT gateways and endpoints: to moto 5.2.5 all are alike.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html
"""

from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.nat_gateways import NatGateway
from moto.ec2.models.vpcs import VPCEndPoint

_create_nat_gateway = EC2Backend.create_nat_gateway
_create_vpc_endpoint = EC2Backend.create_vpc_endpoint


def extend() -> None:
    """Make moto tell the kinds apart."""
    # moto offers no hook for this.
    EC2Backend.create_nat_gateway = _nat_gateway  # type: ignore[assignment, method-assign]
    EC2Backend.create_vpc_endpoint = _vpc_endpoint  # type: ignore[assignment, method-assign]


def _nat_gateway(backend: EC2Backend, *args: Any, **kwargs: Any) -> NatGateway:  # noqa: ANN401
    gateway = _create_nat_gateway(backend, *args, **kwargs)
    gateway._eni.interface_type = "nat_gateway"  # noqa: SLF001 - moto shows it nowhere else
    return gateway


def _vpc_endpoint(backend: EC2Backend, *args: Any, **kwargs: Any) -> VPCEndPoint:  # noqa: ANN401
    endpoint = _create_vpc_endpoint(backend, *args, **kwargs)
    for interface in endpoint.network_interface_ids or ():
        backend.enis[interface].interface_type = "vpc_endpoint"
    return endpoint
