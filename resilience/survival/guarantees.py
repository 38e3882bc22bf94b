"""The promises of AWS for the services on which paths rest, with the pages that say so.

A promise is no proof: a service level is money back. It says beyond which failure nothing that a
customer builds inside a region would help.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """How far a service reaches."""

    ZONAL = "zonal"
    """it stands in one zone and fails with it"""
    REGIONAL = "regional"
    """it stands in several zones and survives the loss of one"""
    GLOBAL = "global"
    """it is served from several regions"""


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    """The promise of AWS for a service.

    Attributes:
        service: The service.
        scope: How far it reaches.
        survives: What AWS says it survives.
        source: The page that says so.
        percent: The monthly uptime of its service level agreement, in percent, as text, so that no
            digit is lost; empty where the agreement has none for this use.
        agreement: The page of the agreement; empty where there is none.
    """

    service: str
    scope: Scope
    survives: str
    source: str
    percent: str = ""
    agreement: str = ""


_DOCS: Final = "https://docs.aws.amazon.com"
_AWS: Final = "https://aws.amazon.com"

# AWS changes its figures: what stands on the page of an agreement counts.
GUARANTEES: Final = {
    "acm": Guarantee(
        service="ACM",
        scope=Scope.REGIONAL,
        survives="A certificate that a load balancer uses is kept with the load balancer",
        source=f"{_DOCS}/acm/latest/userguide/acm-services.html",
    ),
    "alb": Guarantee(
        service="Elastic Load Balancing",
        scope=Scope.REGIONAL,
        survives="A load balancer goes on in the other zones that are enabled for it",
        source=f"{_DOCS}/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
        percent="99.99",
        agreement=f"{_AWS}/elasticloadbalancing/sla/",
    ),
    "application-auto-scaling": Guarantee(
        service="Application Auto Scaling",
        scope=Scope.REGIONAL,
        survives="It is a service of the region, built over its zones",
        source=f"{_DOCS}/autoscaling/application/userguide/disaster-recovery-resiliency.html",
    ),
    "aurora-storage": Guarantee(
        service="Aurora's storage",
        scope=Scope.REGIONAL,
        survives="Six copies over three zones, whatever the number of instances",
        source=f"{_DOCS}/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html",
        percent="99.99",
        agreement=f"{_AWS}/rds/aurora/sla/",
    ),
    "cloudwatch": Guarantee(
        service="CloudWatch",
        scope=Scope.REGIONAL,
        survives="It is a service of the region, built over its zones",
        source=f"{_DOCS}/AmazonCloudWatch/latest/monitoring/disaster-recovery-resiliency.html",
        percent="99.9",
        agreement=f"{_AWS}/cloudwatch/sla/",
    ),
    "cloudwatch-logs": Guarantee(
        service="CloudWatch Logs",
        scope=Scope.REGIONAL,
        survives="It is a service of the region, built over its zones",
        source=f"{_DOCS}/AmazonCloudWatch/latest/logs/disaster-recovery-resiliency.html",
        percent="99.9",
        agreement=f"{_AWS}/cloudwatch/sla/",
    ),
    "dynamodb": Guarantee(
        service="DynamoDB",
        scope=Scope.REGIONAL,
        survives="Each item is kept in several zones of the region",
        source=f"{_DOCS}/amazondynamodb/latest/developerguide/disaster-recovery-resiliency.html",
        percent="99.99",
        agreement=f"{_AWS}/dynamodb/sla/",
    ),
    "ec2": Guarantee(
        service="EC2's API",
        scope=Scope.REGIONAL,
        survives="Each region has an endpoint of its own, apart from the zones' instances",
        source=f"{_DOCS}/AWSEC2/latest/UserGuide/disaster-recovery-resiliency.html",
        percent="99.99",
        agreement=f"{_AWS}/compute/sla/",
    ),
    "ec2-auto-scaling": Guarantee(
        service="EC2 Auto Scaling",
        scope=Scope.REGIONAL,
        survives="It launches instances in another zone of the group when one is lost",
        source=f"{_DOCS}/autoscaling/ec2/userguide/disaster-recovery-resiliency.html",
    ),
    "ecr": Guarantee(
        service="ECR",
        scope=Scope.REGIONAL,
        survives="It keeps images in S3",
        source=f"{_DOCS}/AmazonECR/latest/userguide/encryption-at-rest.html",
        percent="99.9",
        agreement=f"{_AWS}/ecr/sla/",
    ),
    "eks": Guarantee(
        service="EKS",
        scope=Scope.REGIONAL,
        survives="Two API servers at least, and three members of etcd over three zones",
        source=f"{_DOCS}/eks/latest/userguide/disaster-recovery-resiliency.html",
        percent="99.95",
        agreement=f"{_AWS}/eks/sla/",
    ),
    "kms": Guarantee(
        service="KMS",
        scope=Scope.REGIONAL,
        survives="It stands in three zones at least, each of which serves all requests",
        source=f"{_DOCS}/kms/latest/developerguide/disaster-recovery-resiliency.html",
        percent="99.999",
        agreement=f"{_AWS}/kms/sla/",
    ),
    "nat-gateway": Guarantee(
        service="NAT gateway",
        scope=Scope.ZONAL,
        survives="It is redundant within its zone, and with the zone it is gone",
        source=f"{_DOCS}/vpc/latest/userguide/nat-gateway-basics.html",
    ),
    "route53": Guarantee(
        service="Route 53",
        scope=Scope.GLOBAL,
        survives="Names are answered from many locations of the world",
        source=f"{_DOCS}/Route53/latest/DeveloperGuide/disaster-recovery-resiliency.html",
        percent="100",
        agreement=f"{_AWS}/route53/sla/",
    ),
    "route53-api": Guarantee(
        service="changes in Route 53",
        scope=Scope.GLOBAL,
        survives="Names that exist are answered while nothing can be changed",
        source=(f"{_DOCS}/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html"),
    ),
    "s3": Guarantee(
        service="S3",
        scope=Scope.REGIONAL,
        survives="Objects are kept in three zones at least",
        source=f"{_DOCS}/AmazonS3/latest/userguide/disaster-recovery-resiliency.html",
        percent="99.9",
        agreement=f"{_AWS}/s3/sla/",
    ),
    "secrets-manager": Guarantee(
        service="Secrets Manager",
        scope=Scope.REGIONAL,
        survives="It is a service of the region, built over its zones",
        source=f"{_DOCS}/secretsmanager/latest/userguide/disaster-recovery-resiliency.html",
        percent="99.99",
        agreement=f"{_AWS}/secrets-manager/sla/",
    ),
    "sns": Guarantee(
        service="SNS",
        scope=Scope.REGIONAL,
        survives="Messages are kept in several zones",
        source=f"{_DOCS}/sns/latest/dg/disaster-recovery-resiliency.html",
        percent="99.9",
        agreement=f"{_AWS}/messaging/sla/",
    ),
    "sts": Guarantee(
        service="STS",
        scope=Scope.REGIONAL,
        survives="Each region has an endpoint of its own",
        source=f"{_DOCS}/IAM/latest/UserGuide/disaster-recovery-resiliency.html",
    ),
    "vpc-resolver": Guarantee(
        service="resolver of the VPC",
        scope=Scope.REGIONAL,
        survives="It answers in every zone, at one address of the VPC",
        source=f"{_DOCS}/vpc/latest/userguide/AmazonDNS-concepts.html",
    ),
}
