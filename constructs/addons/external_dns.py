"""external-dns: the records of the load balancer in the environment's zone."""

from config.addons.names import EXTERNAL_DNS, NGINX
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import Identity, helm_addon
from constructs.iam.documents import Statement

NAME = EXTERNAL_DNS
SERVICE_ACCOUNT = NAME


def add(context: AddonContext) -> Installed:
    """Add external-dns, which may change the records of one zone.

    It sees the Ingresses of one namespace only, which holds the load balancer's: an annotation on
    an application's Ingress could otherwise take over any record.
    """
    zone_id, location = context.inputs.hosted_zone_id, context.control_plane.location
    zone_arn = f"arn:{location.partition}:route53:::hostedzone/{zone_id}"
    watched = context.namespaces[NGINX]
    return helm_addon(
        context,
        identity=Identity(
            service_account=SERVICE_ACCOUNT, role=NAME, statements=_statements(zone_arn)
        ),
        values={
            "domainFilters": [context.inputs.domain],
            "txtOwnerId": context.control_plane.name,
            "sourceNamespace": watched.name,
            "extraArgs": {"zone-id-filter": zone_id},
            "env": [{"name": "AWS_REGION", "value": location.region}],
        },
        # Its Role stands in the namespace that it watches.
        also_in=[watched],
    )


def _statements(zone_arn: str) -> tuple[Statement, ...]:
    """Return what external-dns needs: https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/."""
    return (
        {
            "Effect": "Allow",
            "Action": ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
            "Resource": zone_arn,
        },
        {"Effect": "Allow", "Action": "route53:ListTagsForResources", "Resource": zone_arn},
        # AWS offers this for all zones at once only:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html
        {"Effect": "Allow", "Action": "route53:ListHostedZones", "Resource": "*"},
    )
