"""What Terraform makes of an action that the local AWS lacks."""

import json

from tests.terraform.support import LocalAws


def test_an_action_that_the_local_aws_lacks_fails_at_once_and_is_named(aws: LocalAws) -> None:
    path = aws.folder / "gap"
    path.mkdir()
    reservation = {
        "instance_type": "m5.large",
        "instance_platform": "Linux/UNIX",
        "availability_zone": "eu-west-1a",
        "instance_count": 1,
    }
    data = {
        "terraform": {"required_providers": {"aws": {"source": "aws", "version": "5.100.0"}}},
        "provider": {"aws": [{}]},
        "resource": {"aws_ec2_capacity_reservation": {"one": reservation}},
    }
    (path / "main.tf.json").write_text(json.dumps(data), encoding="utf-8")
    apply = aws.initialized(path).terraform("apply", "-auto-approve", "-input=false")
    assert apply.returncode == 1
    assert "The sandbox lacks CreateCapacityReservation of ec2" in apply.stdout
    # Asked once, or twice where a connection broke: retries would be many.
    assert aws.log.read_text(encoding="utf-8").count("CreateCapacityReservation") in (1, 2)
