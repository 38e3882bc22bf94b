"""The zone of the environment's domain."""

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone

from config.sections.dns import DnsConfig
from constructs import Construct
from constructs.waivers.waiver import waive


class HostedZone(Construct):
    """A Route 53 zone: the one that the environment file names, else a new one.

    Args:
        scope: The stack.
        id_: The construct's id.
        dns: The domain's part of the environment file.
        keep: Whether a new zone outlives a destruction: Terraform refuses to destroy it, and Route
            53 to delete it while it holds records. Another zone has other name servers, which
            somebody has to enter where the domain is registered.

    Attributes:
        zone_id: The zone.
        name_servers: What to enter where the domain is registered; empty for a zone that exists,
            where that has been done.
    """

    def __init__(self, scope: Construct, id_: str, *, dns: DnsConfig, keep: bool) -> None:
        super().__init__(scope, id_)
        if dns.hosted_zone_id:
            self.zone_id: str = dns.hosted_zone_id
            self.name_servers: tuple[str, ...] = ()
            return
        zone = Route53Zone(
            self,
            "zone",
            name=dns.domain,
            comment="The hosts of the applications",
            # Its records are external-dns's, which may leave some when both are destroyed.
            force_destroy=not keep,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if keep else None,
        )
        waive(zone, "CKV2_AWS_38", "DNSSEC needs a key in us-east-1 and the registrar's hand")
        waive(zone, "CKV2_AWS_39", "queries are logged from us-east-1 only, and name no one")
        self.zone_id = zone.zone_id
        self.name_servers = tuple(zone.name_servers)
