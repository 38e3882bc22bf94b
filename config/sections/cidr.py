"""The networks of an environment file: each refuses by itself what AWS would refuse later."""

from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

INTERNET = "0.0.0.0/0"
"""All addresses of IPv4, which stand for the internet in routes and rules."""

# https://datatracker.ietf.org/doc/html/rfc1918#section-3
RFC_1918 = tuple(IPv4Network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))

# Where no request of the internet comes from, but for the networks of documentation, with which
# examples and tests are written: https://www.iana.org/assignments/iana-ipv4-special-registry/
NOT_ROUTED = (
    *RFC_1918,
    *(
        IPv4Network(network)
        for network in (
            "0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24",
            "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
        )
    ),
)  # fmt: skip

# AWS accepts networks and subnets of these sizes:
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
LARGEST_PREFIX, SMALLEST_PREFIX = 16, 28

# A load balancer wants a /27 with 8 free addresses in each zone. Of its 32 addresses AWS reserves
# 5 and a NAT gateway takes 1, which leaves 26:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
SMALLEST_PUBLIC_PREFIX = 27


def _ipv4_network(value: object) -> IPv4Network:
    """Return the network that a text in CIDR notation stands for."""
    if not isinstance(value, str):
        raise PydanticCustomError("cidr", "is not text in CIDR notation")
    try:
        return IPv4Network(value)
    except (AddressValueError, NetmaskValueError):
        raise PydanticCustomError("cidr", "is not an IPv4 network in CIDR notation") from None
    except ValueError:
        whole = str(IPv4Network(value, strict=False))
        raise PydanticCustomError(
            "cidr", "has host bits set; its network is {whole}", {"whole": whole}
        ) from None


def _private(network: IPv4Network) -> IPv4Network:
    if not any(network.subnet_of(block) for block in RFC_1918):
        raise PydanticCustomError("cidr_public", "is not private")
    return network


def _routed(network: IPv4Network) -> IPv4Network:
    for block in NOT_ROUTED:
        # All addresses at once are a rule of their own, which no other network stands for.
        if network.prefixlen and network.overlaps(block):
            raise PydanticCustomError(
                "cidr_private",
                "holds addresses of {block}, from which no request comes over the internet",
                {
                    "block": str(block),
                    "remedy": "name the public addresses that requests come from; private networks"
                    " reach the API inside the VPC",
                },
            )
    return network


def _aws_size(network: IPv4Network) -> IPv4Network:
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX:
        raise PydanticCustomError("cidr_size", "is a /{size}", {"size": network.prefixlen})
    return network


def _room_for_load_balancer(network: IPv4Network) -> IPv4Network:
    if network.prefixlen > SMALLEST_PUBLIC_PREFIX:
        raise PydanticCustomError(
            "cidr_load_balancer",
            "is a /{size}, too small for a load balancer",
            {"size": network.prefixlen},
        )
    return network


Network = Annotated[
    IPv4Network,
    BeforeValidator(_ipv4_network),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{1,3}\.){3}\d{1,3}/\d{1,2}$"}),
]
"""An IPv4 network, as text in CIDR notation."""

PrivateNetwork = Annotated[
    Network,
    AfterValidator(_private),
    AfterValidator(_aws_size),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{1,3}\.){3}\d{1,3}/(1[6-9]|2[0-8])$"}),
]
"""A private IPv4 network of a size that AWS accepts, as text in CIDR notation."""

PublicSubnet = Annotated[
    PrivateNetwork,
    AfterValidator(_room_for_load_balancer),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{1,3}\.){3}\d{1,3}/(1[6-9]|2[0-7])$"}),
]
"""A private IPv4 network with room for a load balancer beside a NAT gateway."""

PublicNetwork = Annotated[Network, AfterValidator(_routed)]
"""An IPv4 network of the internet, or the whole of it, as text in CIDR notation."""
