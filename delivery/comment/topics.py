"""Topics of changes, so that people look at the grave ones first."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from terraform_json.types import Json


class Topic(StrEnum):
    """The things that a change may concern, the gravest first."""

    DATA = "data"
    """what is stored, and the keys that it is encrypted with"""
    RIGHTS = "rights"
    """who may do what"""
    NETWORK = "network"
    """who reaches whom"""
    OTHER = "other"
    COSMETIC = "cosmetic"
    """descriptions and the platform's own tags only"""


_TOPICS: Final = {
    Topic.RIGHTS: (
        "aws_eks_access_",
        "aws_eks_pod_identity_association",
        "aws_iam_",
        "aws_kms_key_policy",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_sns_topic_policy",
        "kubernetes_cluster_role",
        "kubernetes_role",
        "kubernetes_service_account",
    ),
    Topic.DATA: (
        "aws_backup_",
        "aws_db_",
        "aws_dynamodb_",
        "aws_ebs_",
        "aws_kms_",
        "aws_rds_",
        "aws_s3_",
        "aws_secretsmanager_",
        "aws_ssm_parameter",
        "kubernetes_persistent_volume",
        "kubernetes_secret",
    ),
    Topic.NETWORK: (
        "aws_acm_",
        "aws_default_",
        "aws_eip",
        "aws_eks_cluster",  # public_access_cidrs, for one
        "aws_flow_log",
        "aws_internet_gateway",
        "aws_lb",
        "aws_nat_gateway",
        "aws_network_",
        "aws_route",
        "aws_security_group",
        "aws_subnet",
        "aws_vpc",
        "aws_wafv2_",
        "kubernetes_ingress",
        "kubernetes_network_policy",
        "kubernetes_service",
    ),
}
"""By the beginning of a resource's type; the longest that fits decides."""

_TAGS: Final = ("tags", "tags_all")
_COSMETIC: Final = frozenset({"description", *_TAGS})


def topic_of(
    kind: str, changed: Collection[str], *, tags: Collection[str], platform: Collection[str]
) -> Topic:
    """Return what a change concerns.

    Other tags than the platform's own do something: a load balancer finds its subnets by them, and
    policies look at them.

    Args:
        kind: The resource's type, such as `aws_vpc`.
        changed: The names of its attributes that change where it is updated; else none.
        tags: The keys of its tags that change.
        platform: The keys of tags that the provider sets on everything (`default_tags`).
    """
    if changed and _COSMETIC.issuperset(changed) and set(tags) <= set(platform):
        return Topic.COSMETIC
    fitting = [
        (len(start), topic)
        for topic, starts in _TOPICS.items()
        for start in starts
        if kind.startswith(start)
    ]
    return max(fitting, default=(0, Topic.OTHER))[1]


def changed_tags(change: Json) -> set[str]:
    """Return the keys of a resource's tags that change; one that is not known counts as changed."""
    before, after, unknown = (
        change.get(side) or {} for side in ("before", "after", "after_unknown")
    )
    found: set[str] = set()
    for name in _TAGS:
        old, new = (side.get(name) or {} for side in (before, after))
        found |= {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        if unknown.get(name) is True:
            found.add(name)
    return found


def default_tags(plan: Json) -> set[str]:
    """Return the keys of tags that the plan's providers set on everything.

    https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
    """
    providers = plan.get("configuration", {}).get("provider_config", {}).values()
    return {
        key
        for provider in providers
        for block in provider.get("expressions", {}).get("default_tags", ())
        for key in block.get("tags", {}).get("constant_value", {})
    }
