"""What `networking` keeps for longer than a cluster lives: the zone and logs in buckets."""

from collections.abc import Callable

import pytest

from terraform_json.types import Json
from tests.stacks.synthesized import of, one, statements

Networking = Callable[..., Json]

S3 = {"destination": "s3", "retention_days": 30}


def bucket_of(data: Json, ending: str) -> Json:
    """Return the one bucket whose name has this ending."""
    (bucket,) = [each for each in of(data, "aws_s3_bucket") if each["bucket"].endswith(ending)]
    return bucket


def policy_of(data: Json, ending: str) -> dict[str, Json]:
    """Return the statements of a bucket's policy by their ids."""
    buckets = data["resource"]["aws_s3_bucket"]
    (key,) = [key for key, each in buckets.items() if each["bucket"].endswith(ending)]
    (policy,) = [
        each["policy"]
        for each in of(data, "aws_s3_bucket_policy")
        if each["bucket"] == f"${{aws_s3_bucket.{key}.id}}"
    ]
    return {each["Sid"]: each for each in statements(policy)}


def test_the_network_owns_the_zone_so_that_a_new_cluster_has_the_same_name_servers(
    networking: Networking,
) -> None:
    data = networking()
    (zone,) = data["resource"]["aws_route53_zone"]
    assert one(data, "aws_route53_zone")["name"] == "staging.example.com"
    outputs = {name: each["value"] for name, each in data["output"].items()}
    assert outputs["hosted_zone_id"] == f"${{aws_route53_zone.{zone}.zone_id}}"
    assert outputs["name_servers"] == f"${{aws_route53_zone.{zone}.name_servers}}"


def test_a_zone_that_exists_is_used(networking: Networking) -> None:
    data = networking(dns={"domain": "example.com", "hosted_zone_id": "Z0123"})
    assert "aws_route53_zone" not in data["resource"]
    assert data["output"]["hosted_zone_id"]["value"] == "Z0123"
    assert data["output"]["name_servers"]["value"] == []


@pytest.mark.parametrize("kind", ["aws_route53_zone", "aws_s3_bucket"])
def test_production_keeps_the_zone_and_the_logs_whatever_is_destroyed(
    networking: Networking, kind: str
) -> None:
    data = networking(production=True, flow_logs=S3)
    for resource in of(data, kind):
        assert resource["lifecycle"] == {"prevent_destroy": True}
        assert resource["force_destroy"] is False


@pytest.mark.parametrize("kind", ["aws_route53_zone", "aws_s3_bucket"])
def test_elsewhere_records_and_logs_do_not_stop_a_destruction(
    networking: Networking, kind: str
) -> None:
    for resource in of(networking(flow_logs=S3), kind):
        assert "lifecycle" not in resource
        assert resource["force_destroy"] is True


def test_only_load_balancers_write_the_log_of_requests(networking: Networking) -> None:
    write = policy_of(networking(), "alb-logs")["Write"]
    assert write["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert write["Action"] == "s3:PutObject"
    assert write["Resource"].endswith(".arn}/AWSLogs/111122223333/*")
    source = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/*"
    assert write["Condition"] == {"ArnLike": {"aws:SourceArn": source}}


def test_a_log_in_a_bucket_is_private_encrypted_and_forgotten(networking: Networking) -> None:
    data = networking(flow_logs=S3)
    for block in of(data, "aws_s3_bucket_public_access_block"):
        said = [v for k, v in block.items() if k.startswith(("block", "ignore", "restrict"))]
        assert said == [True] * 4
    for ending in ("alb-logs", "flow-logs"):
        tls = policy_of(data, ending)["TlsOnly"]
        assert (tls["Effect"], tls["Action"], tls["Principal"]) == ("Deny", "s3:*", "*")
        assert tls["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    days = [
        rule["expiration"]
        for lifecycle in of(data, "aws_s3_bucket_lifecycle_configuration")
        for rule in lifecycle["rule"]
    ]
    assert sorted(str(each) for each in days) == ["[{'days': 14}]", "[{'days': 30}]"]
    assert len(of(data, "aws_s3_bucket_server_side_encryption_configuration")) == 2


def test_flow_logs_go_to_a_bucket_where_the_file_says_so(networking: Networking) -> None:
    data = networking(flow_logs=S3)
    (log,) = of(data, "aws_flow_log")
    assert log["log_destination_type"] == "s3"
    assert log["log_destination"].startswith("${aws_s3_bucket.flow-logs_bucket")
    assert log["depends_on"][0].startswith("aws_s3_bucket_policy.flow-logs_bucket")
    assert "iam_role_arn" not in log
    assert not of(data, "aws_cloudwatch_log_group")
    assert bucket_of(data, "flow-logs")["bucket"] == "platform-staging-111122223333-flow-logs"


def test_only_deliveries_for_this_account_write_flow_logs(networking: Networking) -> None:
    policy = policy_of(networking(flow_logs=S3), "flow-logs")
    logs = {"aws:SourceArn": "arn:aws:logs:eu-west-1:111122223333:*"}
    ours = {"aws:SourceAccount": "111122223333"}
    for each in (policy["AWSLogDeliveryWrite"], policy["AWSLogDeliveryAclCheck"]):
        assert each["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
        assert each["Condition"]["ArnLike"] == logs
        assert ours.items() <= each["Condition"]["StringEquals"].items()
    assert policy["AWSLogDeliveryWrite"]["Action"] == "s3:PutObject"
    assert policy["AWSLogDeliveryAclCheck"]["Action"] == ["s3:GetBucketAcl", "s3:ListBucket"]


def test_flow_logs_go_to_cloudwatch_where_the_file_says_nothing(networking: Networking) -> None:
    data = networking()
    (log,) = of(data, "aws_flow_log")
    assert "log_destination_type" not in log
    assert log["log_destination"].startswith("${aws_cloudwatch_log_group.flow-logs")
