"""What an ARN tells."""

import re
from pathlib import Path

import pytest

from delivery.orphans.kinds import TYPES, kind_of

ROOT = Path(__file__).parents[3]

START = "eu-west-1:111122223333"


@pytest.mark.parametrize(
    ("arn", "type_", "identifier"),
    [
        (f"ec2:{START}:vpc/vpc-1", "aws_vpc", "vpc-1"),
        # EC2's own list has other words than its ARNs.
        (f"ec2:{START}:nat-gateway/nat-1", "aws_nat_gateway", "nat-1"),
        (f"ec2:{START}:vpc-elastic-ip/eipalloc-1", "aws_eip", "eipalloc-1"),
        (f"logs:{START}:log-group:/aws/vpc/a:*", "aws_cloudwatch_log_group", "/aws/vpc/a"),
        (f"logs:{START}:log-group:/aws/vpc/a", "aws_cloudwatch_log_group", "/aws/vpc/a"),
        ("iam::111122223333:role/a/path/name", "aws_iam_role", "name"),
        (f"rds:{START}:cluster-pg:group", "aws_rds_cluster_parameter_group", "group"),
        (f"eks:{START}:nodegroup/c/g/1-2", "aws_eks_node_group", "c:g"),
        ("s3:::a-bucket", "aws_s3_bucket", "a-bucket"),
        (f"sns:{START}:topic", "aws_sns_topic", f"arn:aws:sns:{START}:topic"),
    ],
)
def test_an_arn_tells_the_type_and_the_id_for_an_import(
    arn: str, type_: str, identifier: str
) -> None:
    kind = kind_of(f"arn:aws:{arn}")

    assert kind
    assert (kind.type, kind.identifier) == (type_, identifier)


def test_a_type_that_is_not_known_is_none() -> None:
    assert kind_of("arn:aws:glue:eu-west-1:111122223333:job/a") is None


# Of another type by its ARN, found without tags (`children.py`), or told by its ARN only.
OTHERWISE = {
    *("aws_default_security_group", "aws_vpc_security_group_egress_rule"),
    *("aws_kms_alias", "aws_route", "aws_route_table_association"),
    *("aws_appautoscaling_target", "aws_backup_plan", "aws_eks_access_entry"),
}
# They have no tags, and the next apply writes them over.
WITHOUT_TAGS = {
    *("aws_acm_certificate_validation", "aws_appautoscaling_policy", "aws_backup_selection"),
    *("aws_cloudwatch_dashboard", "aws_eks_access_policy_association", "aws_iam_role_policy"),
    *("aws_iam_role_policy_attachment", "aws_route53_record", "aws_sns_topic_policy"),
    *("aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket_policy"),
    *(
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_versioning",
        "aws_sns_topic_subscription",
    ),
    "aws_s3_bucket_server_side_encryption_configuration",
}


def test_every_type_that_the_code_can_make_is_known() -> None:
    modules = {
        f"aws_{found}"
        for folder in ("constructs", "stacks")
        for file in (ROOT / folder).rglob("*.py")
        for found in re.findall(r"cdktf_cdktf_provider_aws\.(\w+)", file.read_text("utf-8"))
        if not found.startswith("data_aws_") and found != "provider"
    }

    assert modules - TYPES - OTHERWISE - WITHOUT_TAGS == set()
    assert modules >= WITHOUT_TAGS | OTHERWISE
