"""AWS's partitions: the regions that there are, and how names differ between partitions.

Regions and DNS suffixes are botocore's, which boto3 brings; its data file is read without importing
botocore, which would cost more than the whole rest of the configuration.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

SUPPORTED: Final = ("aws", "aws-cn", "aws-us-gov")
"""The partitions that may be deployed to. In the others botocore's endpoints lack a service that
the stacks use: IAM and Route 53 in the European Sovereign Cloud, EKS's for Pod Identity in the
isolated regions."""

DEFAULT_SUFFIX: Final = "amazonaws.com"
"""The end of every service principal that does not carry its partition's DNS suffix."""

SUFFIXED_PRINCIPALS: Final = {"aws-cn": ("codedeploy", "ec2", "elasticmapreduce", "logs")}
"""The services whose principal ends in the partition's DNS suffix:
https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/meta/service_principal_data_source.go,
and for EC2 EKS's own role for nodes:
https://github.com/awslabs/amazon-eks-ami/pull/398"""

CHINESE_ENDPOINT_SERVICES: Final = frozenset({
    "account", "application-autoscaling", "appmesh-envoy-management", "athena", "autoscaling",
    "awsconnector", "backup", "batch", "cassandra", "cloudcontrolapi", "cloudformation",
    "codedeploy-commands-secure", "databrew", "dms", "ebs", "ec2", "ecr.api", "ecr.dkr", "eks",
    "eks-auth", "elasticache", "elasticbeanstalk", "elasticfilesystem", "elasticfilesystem-fips",
    "emr-containers", "execute-api", "fsx", "imagebuilder", "iot.data", "iotsitewise.api",
    "iotsitewise.data", "kinesis-streams", "lambda", "license-manager", "monitoring", "polly",
    "rds", "redshift", "redshift-data", "s3", "sagemaker.api", "sagemaker.featurestore-runtime",
    "sagemaker.runtime", "securityhub", "servicecatalog", "sms", "sqs", "states", "sts",
    "sync-states", "synthetics", "transcribe", "transcribestreaming", "transfer", "workspaces",
    "xray",
})  # fmt: skip
"""The services whose interface endpoints in China are named `cn.com.amazonaws`, the others
`com.amazonaws` as everywhere: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts.
What an account sees, `aws ec2 describe-vpc-endpoint-services` says."""


@dataclass(frozen=True, kw_only=True)
class Partition:
    """A part of AWS with accounts, regions and names of its own.

    Attributes:
        id: Its name, second part of every ARN.
        dns_suffix: The end of the names of its hosts.
        regions: Its regions.
    """

    id: str
    dns_suffix: str
    regions: tuple[str, ...]


@cache
def partitions() -> tuple[Partition, ...]:
    """Return every partition that botocore knows."""
    spec = find_spec("botocore")
    (folder, *_) = (spec.submodule_search_locations if spec else None) or [""]
    text = Path(folder, "data", "partitions.json").read_text(encoding="utf-8")
    data: list[dict[str, Any]] = json.loads(text)["partitions"]
    return tuple(
        Partition(
            id=each["id"],
            dns_suffix=each["outputs"]["dnsSuffix"],
            # `aws-global` and the like stand for services without a region.
            regions=tuple(name for name in each["regions"] if not name.endswith("-global")),
        )
        for each in data
    )


def partition_of(region: str) -> Partition | None:
    """Return the partition of a region; None if there is no such region."""
    return next((each for each in partitions() if region in each.regions), None)


def supported_regions() -> tuple[str, ...]:
    """Return the regions that may be deployed to."""
    return tuple(name for each in partitions() if each.id in SUPPORTED for name in each.regions)
