"""The part of an environment file that says what its owner lets applications have in AWS."""

from fnmatch import fnmatchcase
from functools import cache
from typing import Annotated, Final

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from config.aws.actions import services
from config.sections.application_limits import ApplicationLimits
from config.sections.fields import NamespaceName, ResourceArn

DEFAULT_SERVICES: Final = ("dynamodb", "kinesis", "s3", "sns", "sqs")
"""Services that hold data and nothing else: what an application does there stays there."""

DATABASE_LOGIN: Final = "rds-db:connect"
"""The one action of a forbidden service that an application has, given by the platform itself."""

FORBIDDEN: Final = {
    "decides who may do what": (
        "account:*", "iam:*", "identity-sync:*", "identitystore:*", "identitystore-auth:*",
        "organizations:*", "ram:*", "rolesanywhere:*", "signin:*", "sso:*", "sso-directory:*",
        "sso-oauth:*", "sts:*",
    ),
    "reaches the cluster, its nodes and its network": (
        "arc-zonal-shift:*", "autoscaling:*", "ec2:*", "ec2-instance-connect:*", "ec2messages:*",
        "eks:*", "eks-auth:*", "elasticloadbalancing:*", "shield:*", "ssm:*", "ssm-guiconnect:*",
        "ssmmessages:*", "wafv2:*",
    ),
    "changes what is deployed": ("cloudformation:*", "servicecatalog:*"),
    "reaches the domain and its certificate": ("acm:*", "route53:*", "route53domains:*"),
    "reaches the database; `database: true` grants an application its login": (
        "backup:*", "backup-storage:*", "rds:*", "rds-data:*", "rds-db:*",
    ),
    "reaches secrets, which `externalSecret` brings": ("secretsmanager:*",),
    "changes what is recorded": (
        "cloudtrail:*", "cloudwatch:DeleteAlarms", "cloudwatch:DisableAlarmActions",
        "cloudwatch:PutMetricAlarm", "cloudwatch:SetAlarmState", "config:*", "guardduty:*",
        "securityhub:*",
    ),
    "administers keys": (
        "kms:Cancel*", "kms:Connect*", "kms:Create*", "kms:Delete*", "kms:Disable*",
        "kms:Disconnect*", "kms:Enable*", "kms:Import*", "kms:Put*", "kms:Replicate*",
        "kms:Retire*", "kms:Revoke*", "kms:Rotate*", "kms:Schedule*", "kms:Synchronize*",
        "kms:Tag*", "kms:Untag*", "kms:Update*",
    ),
}  # fmt: skip
"""The actions that no owner can allow to an application, by the reason."""


@cache
def forbidden(action: str) -> str | None:
    """Return why no application may have an action, such as `iam:PassRole`; None if one may."""
    for reason, patterns in FORBIDDEN.items():
        if any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns):
            return reason
    return None


def _for_applications(service: str) -> str:
    # The default needs no list of AWS's, which takes longer to read than all the rest.
    if service in DEFAULT_SERVICES:
        return service
    if reason := forbidden(f"{service}:*"):
        raise PydanticCustomError(
            "forbidden",
            "is a service that no application may use: it {reason}",
            {"reason": reason, "remedy": "remove it"},
        )
    if service not in services():
        meant = {"known": services(), "remedy": "remove it"}
        raise PydanticCustomError("service", "is no service of AWS", meant)
    return service


ServicePrefix = Annotated[
    str,
    AfterValidator(_for_applications),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9-]+$"}),
]
# https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
SecretName = Annotated[str, Field(pattern=r"^[A-Za-z0-9/_+=.@-]{1,512}$")]


class ApplicationsConfig(ApplicationLimits):
    """The rights and the bounds that the owner sets for applications."""

    aws_services: tuple[ServicePrefix, ...] = Field(default=DEFAULT_SERVICES, strict=False)
    """the services whose actions applications may ask for, each once, by the prefix that actions
    have in policies, such as `s3`; after a change, `make bootstrap` lets applications have it"""
    shared_resources: dict[
        NamespaceName, Annotated[tuple[ResourceArn, ...], Field(strict=False)]
    ] = Field(default={})
    """for applications, by name, ARNs that they may use beside those of their own names: of the
    environment's account and region, with `*` and `?` after the beginning of the resource's name"""
    shared_secrets: dict[NamespaceName, Annotated[tuple[SecretName, ...], Field(strict=False)]] = (
        Field(default={})
    )
    """for applications, by name, names of secrets that they may read beside their own; each begins
    with the environment's name and a slash"""
