"""Takes a hosted zone that is made with a VPC for a private one; moto 5.2.5 forgets the VPC.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html
"""

from moto.core.responses import ActionResult
from moto.route53 import urls
from moto.route53.responses import Route53


def extend() -> None:
    """Make moto keep the VPC."""
    urls.url_paths = dict.fromkeys(urls.url_paths, _Response.dispatch)


class _Response(Route53):
    def create_hosted_zone(self) -> ActionResult:
        if "VPC" in self.params:
            self.params.setdefault("HostedZoneConfig", {})["PrivateZone"] = True
        return super().create_hosted_zone()
