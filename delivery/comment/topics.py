"""What a change concerns, so that people look at the grave ones first."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final


class Topic(StrEnum):
    """What a change concerns."""

    RIGHTS = "rights"
    """who may do what"""
    DATA = "data"
    """what is stored, and the keys that it is encrypted with"""
    NETWORK = "network"
    """who reaches whom"""
    OTHER = "other"
    COSMETIC = "cosmetic"
    """tags and descriptions only"""


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

COSMETIC: Final = frozenset({"description", "tags", "tags_all"})


def topic_of(kind: str, changed: Collection[str], *, in_place: bool) -> Topic:
    """Return what a change concerns.

    Args:
        kind: The resource's type, such as `aws_vpc`.
        changed: The names of its attributes that change.
        in_place: Whether the resource stays, and is updated.
    """
    if in_place and changed and COSMETIC.issuperset(changed):
        return Topic.COSMETIC
    fitting = [
        (len(start), topic)
        for topic, starts in _TOPICS.items()
        for start in starts
        if kind.startswith(start)
    ]
    return max(fitting, default=(0, Topic.OTHER))[1]
