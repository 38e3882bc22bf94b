"""The value types of an environment file: each refuses by itself what AWS would refuse later."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from config.aws.partitions import SUPPORTED, partition_of, supported_regions
from config.aws.reserved_names import BUCKET_BEGINNINGS, BUCKET_ENDS, SECURITY_GROUPS
from config.aws.reserved_names import TAGS as RESERVED_TAGS


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
LONGEST_PROJECT = 20
LONGEST_ENVIRONMENT = 15
# RDS refuses names with two hyphens in a row or one at the end, so the parts of names do too.
_WORDS = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
ProjectName = Annotated[
    str,
    Field(pattern=_WORDS, min_length=2, max_length=LONGEST_PROJECT),
    # What stands first in the names of security groups and of a bucket.
    _not_reserved((*SECURITY_GROUPS, *BUCKET_BEGINNINGS), followed_by="-"),
]
EnvironmentName = Annotated[
    str,
    Field(pattern=_WORDS, max_length=LONGEST_ENVIRONMENT),
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
LONGEST_ROLE_NAME = 64
_ROLE = rf"[A-Za-z0-9_+=,.@-]{{1,{LONGEST_ROLE_NAME}}}"
RoleName = Annotated[str, Field(pattern=f"^{_ROLE}$")]
PrincipalArn = Annotated[
    str,
    Field(pattern=rf"^arn:aws[a-z-]*:iam::[0-9]{{12}}:(role|user)/([A-Za-z0-9_+=,.@-]+/)*{_ROLE}$"),
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
