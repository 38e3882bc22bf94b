"""The account of an environment in AWS."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import boto3

from config.model import EnvironmentConfig

BALANCER_TAG: Final = "elbv2.k8s.aws/cluster"
"""The tag with the cluster's name of what the load balancer controller makes:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#resource-tags"""
_TAGGED_AT_ONCE: Final = 20
"""https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTags.html"""


@dataclass(frozen=True)
class Account:
    """The account of an environment.

    Attributes:
        session: Credentials of the account, in the environment's region.
        config: The environment.
    """

    session: boto3.Session
    config: EnvironmentConfig

    def pages(self, service: str, operation: str, key: str, **arguments: object) -> Iterator[Any]:
        """Yield the items of every page that an operation answers with.

        Args:
            service: The service, by boto3's name.
            operation: The operation, by boto3's name.
            key: The key of the answer that holds the items.
            arguments: The arguments of the operation.
        """
        client: Any = self.session.client
        for page in client(service).get_paginator(operation).paginate(**arguments):
            yield from page[key]

    def balancer_tags(self, arns: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the ARN of each of some load balancers or target groups, and its tags.

        Raises:
            BotoCoreError, ClientError: AWS does not answer, or refuses.
        """
        client: Any = self.session.client("elbv2")
        for start in range(0, len(arns), _TAGGED_AT_ONCE):
            asked = client.describe_tags(ResourceArns=arns[start : start + _TAGGED_AT_ONCE])
            for each in asked["TagDescriptions"]:
                yield each["ResourceArn"], {tag["Key"]: tag["Value"] for tag in each["Tags"]}
