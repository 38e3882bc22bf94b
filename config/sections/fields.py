"""The value types of an environment file: each refuses by itself what AWS would refuse later."""

from enum import StrEnum
from ipaddress import AddressValueError, IPv4Network, NetmaskValueError
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from config.aws.partitions import SUPPORTED, partition_of, supported_regions
from config.aws.reserved_names import BUCKET_BEGINNINGS, BUCKET_ENDS, SECURITY_GROUPS
from config.aws.reserved_names import TAGS as RESERVED_TAGS

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


def _known_region(region: str) -> str:
    partition = partition_of(region)
    if partition is None:
        meant = {"known": supported_regions(), "remedy": "choose another region"}
        raise PydanticCustomError("region", "is no region of AWS", meant)
    if partition.id not in SUPPORTED:
        raise PydanticCustomError(
            "partition",
            "is a region of the partition {id}, which is not supported",
            {"id": partition.id, "remedy": "choose a region of another partition"},
        )
    return region


def _known_zone(zone: str) -> str:
    if zone[-1:] not in tuple(ZONE_LETTERS):
        raise PydanticCustomError(
            "zone",
            "ends in no letter from a to f, of which a region has some",
            {"remedy": "choose one of those that `aws ec2 describe-availability-zones` lists"},
        )
    return zone


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


def _not_reserved(
    beginnings: tuple[str, ...], ends: tuple[str, ...] = (), *, followed_by: str = ""
) -> AfterValidator:
    """Return what refuses a name that AWS reserves, once it is followed by more."""

    def check(name: str) -> str:
        whole = name.lower() + followed_by
        if found := next(filter(whole.startswith, beginnings), None):
            raise PydanticCustomError(
                "reserved", "begins with {text}, which AWS reserves", {"text": found}
            )
        if found := next(filter(whole.endswith, ends), None):
            raise PydanticCustomError(
                "reserved", "ends with {text}, which AWS reserves", {"text": found}
            )
        return name

    return AfterValidator(check)


def _not_empty(items: tuple[str, ...]) -> tuple[str, ...]:
    if not items:
        raise PydanticCustomError("empty", "is empty")
    return items


NOT_EMPTY = AfterValidator(_not_empty)
"""Refuses an empty list. `min_length` counts valid items only, so that the only item of a
list would have two mistakes."""

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

AccountId = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
_REGION = r"[a-z]{2}(-[a-z]+){1,2}-[0-9]"
Region = Annotated[
    str,
    AfterValidator(_known_region),
    WithJsonSchema({"type": "string", "pattern": f"^{_REGION}$"}),
]
# No region has more zones. Which of them an account has, only the account knows.
ZONE_LETTERS = "abcdef"
ZoneName = Annotated[
    str,
    AfterValidator(_known_zone),
    WithJsonSchema({"type": "string", "pattern": f"^{_REGION}[{ZONE_LETTERS}]$"}),
]
# RDS refuses names with two hyphens in a row or one at the end, so the parts of names do too.
_WORDS = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
ProjectName = Annotated[
    str,
    Field(pattern=_WORDS, min_length=2, max_length=20),
    # What stands first in the names of security groups and of a bucket.
    _not_reserved((*SECURITY_GROUPS, *BUCKET_BEGINNINGS), followed_by="-"),
]
EnvironmentName = Annotated[
    str,
    Field(pattern=_WORDS, max_length=15),
    # What stands first in the names of the buckets of applications.
    _not_reserved(BUCKET_BEGINNINGS, followed_by="-"),
]
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, without the dots
# that break TLS for virtual-hosted buckets.
BucketName = Annotated[
    str,
    Field(pattern=r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"),
    _not_reserved(BUCKET_BEGINNINGS, BUCKET_ENDS),
]
TableName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{3,255}$")]
EndpointService = Annotated[str, Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TagKey = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_ .:/=+@-]{1,128}$"), _not_reserved(RESERVED_TAGS)
]
TagValue = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_ .:/=+@-]{0,256}$"), _not_reserved(RESERVED_TAGS)
]
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
RoleName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_+=,.@-]{1,64}$")]
PrincipalArn = Annotated[
    str,
    Field(
        pattern=r"^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/"
        r"([A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]{1,64}$"
    ),
]
# Wildcards stand in what follows the account only, where the resource is named:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
ARN = r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:([0-9]{12})?:[!-~]+"
ResourceArn = Annotated[str, Field(pattern=f"^{ARN}$")]
# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names
NamespaceName = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")]
# At most 62 characters, because a certificate's first name is no longer than 64 with `*.`:
# https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
_LABEL = r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
DomainName = Annotated[str, Field(pattern=rf"^{_LABEL}(\.{_LABEL})+$", max_length=62)]
HostedZoneId = Annotated[str, Field(pattern=r"^Z[A-Z0-9]{1,31}$")]

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
LogRetentionDays = Literal[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731,
    1096, 1827, 2192, 2557, 2922, 3288, 3653,
]  # fmt: skip


class FlowLogsDestination(StrEnum):
    """Where the record of the network's traffic goes."""

    CLOUDWATCH = "cloudwatch"
    S3 = "s3"


class NatGateways(StrEnum):
    """How many NAT gateways the private subnets share."""

    PER_ZONE = "per-zone"
    SINGLE = "single"
