"""The part of an environment file that says by which names its applications are reached."""

from config.sections.fields import DomainName, HostedZoneId
from config.sections.section import Section


class DnsConfig(Section):
    """The domain of the environment."""

    domain: DomainName
    """the domain whose hosts the applications may have: two or more labels of lower-case letters,
    digits and hyphens joined by dots, up to 62 characters, such as `staging.example.com`"""
    hosted_zone_id: HostedZoneId | None = None
    """the Route 53 zone of the domain itself, not of one above it, such as `Z0123456789ABC`; left
    out, a zone is created, and its name servers must be entered where the domain is registered"""
