"""external-dns: the records of the load balancer in the environment's zone."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.cluster.pod_identity import PodIdentity
from constructs.iam.documents import Statement
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME = "external-dns"


def external_dns(
    scope: Construct,
    *,
    cluster: ReadyCluster,
    addons: AddonsConfig,
    namespace: Namespace,
    watched: Namespace,
    hosted_zone_id: str,
    domain: str,
) -> HelmAddon:
    """Return external-dns, which may change the records of one zone.

    It sees the Ingresses of one namespace only, which holds the load balancer's: an annotation on
    an application's Ingress could otherwise take over any record.
    """
    location = cluster.control_plane.location
    identity = PodIdentity(
        scope,
        f"{NAME}-identity",
        control_plane=cluster.control_plane,
        name=NAME,
        namespace=namespace.name,
        service_account=NAME,
        statements=_statements(f"arn:{location.partition}:route53:::hostedzone/{hosted_zone_id}"),
    )
    return HelmAddon(
        scope,
        NAME,
        cluster=cluster,
        addons=addons,
        values={
            "domainFilters": [domain],
            "txtOwnerId": cluster.control_plane.name,
            "sourceNamespace": watched.name,
            "extraArgs": {"zone-id-filter": hosted_zone_id},
            "env": [{"name": "AWS_REGION", "value": location.region}],
        },
        # Its Role stands in the namespace that it watches.
        after=[identity.association, *namespace.policies, *watched.policies],
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
        {"Effect": "Allow", "Action": "route53:ListHostedZones", "Resource": "*"},
    )
