"""Alarms for the domain's certificate, before its users notice."""

from constructs.observability.alarms import Alarm, Breach
from constructs.observability.runbooks import Runbook

NAMESPACE = "AWS/CertificateManager"

DAYS_LEFT = 30
"""ACM renews a certificate 45 days before it expires, or 60 where it is valid for longer. Two weeks
without success do not mend themselves:
https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"""


def certificate_alarms(certificate_arn: str) -> tuple[Alarm, ...]:
    """Return the alarms of a certificate."""
    return (
        Alarm(
            id="certificate",
            description="The domain's certificate expires and was not renewed: look whether its"
            " record of proof is in the zone, and whether the domain still leads there",
            runbook=Runbook.CERTIFICATE,
            metric="DaysToExpiry",
            dimensions={"CertificateArn": certificate_arn},
            statistic="Minimum",
            breach=Breach.BELOW,
            threshold=DAYS_LEFT,
            minutes=24 * 60,
        ),
    )
