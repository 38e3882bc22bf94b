"""The services that the deploy role is allowed: those of the resources, as decision 26 has them."""

import re
from pathlib import Path

from config.model import EnvironmentConfig
from tests.ops.bootstrap.test_policies import all_policies, listed, statements

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "decisions" / "0026-what-deploys.md"

# By the beginning of a resource's type, the longest that fits.
SERVICES = {
    "acm_": "acm",
    "appautoscaling_": "application-autoscaling",
    "autoscaling_": "autoscaling",
    "backup_": "backup",
    "cloudwatch_": "cloudwatch",
    "cloudwatch_log_": "logs",
    "db_": "rds",
    "default_security_group": "ec2",
    "eip": "ec2",
    "eks_": "eks",
    "flow_log": "ec2",
    "iam_": "iam",
    "internet_gateway": "ec2",
    "kms_": "kms",
    "launch_template": "ec2",
    "lbs": "elasticloadbalancing",
    "nat_gateway": "ec2",
    "network_interfaces": "ec2",
    "rds_": "rds",
    "route": "ec2",
    "route53_": "route53",
    "s3_": "s3",
    "security_group": "ec2",
    "sns_": "sns",
    "subnet": "ec2",
    "vpc": "ec2",
}
# What is called beside them: by the state, by a vault with a key, by RDS on behalf of the caller,
# by a teardown.
BESIDE = {"backup-storage", "dynamodb", "secretsmanager", "tag"}


def called() -> set[str]:
    """Return the services of all resources and data sources that the code can make."""
    modules = {
        found.removeprefix("data_aws_")
        for folder in ("constructs", "stacks")
        for file in (ROOT / folder).rglob("*.py")
        for found in re.findall(r"cdktf_cdktf_provider_aws\.(\w+)", file.read_text("utf-8"))
    } - {"provider"}
    return {service_of(module) for module in modules}


def service_of(module: str) -> str:
    """Return the service of a resource; a failure names one that the table above lacks."""
    known = [start for start in SERVICES if module.startswith(start)]
    assert known, f"{module} is of no service that is known here"
    return SERVICES[max(known, key=len)]


def test_the_list_of_services_is_that_of_the_resources() -> None:
    rows = re.findall(
        r"^\| (`[a-z0-9`, -]+`) \| [^|]* \| [^|]* \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    listed = {name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row)}
    assert listed == called() | BESIDE


def test_the_deploy_role_has_rights_in_the_services_of_the_resources_and_in_no_other(
    staging_config: EnvironmentConfig,
) -> None:
    policies = all_policies(staging_config)
    del policies["boundary"]
    given = {
        action.partition(":")[0]
        for statement in statements(policies)
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
    }
    assert given == called() | BESIDE
