"""Rules about the load balancer that the Ingress of NGINX describes, and its certificate."""

import re
from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Attribute, Setting
from resilience.evidence import Evidence, Resource
from resilience.findings import Severity
from resilience.model.zones import ALB
from resilience.rules.rule import Rule, Weakness, weakness_at
from resilience.words import counted

_SUBNETS: Final = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "application-load-balancers.html"
)
_SHIFT: Final = (
    "https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.resource-types.html"
)
_CROSS_ZONE: Final = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html"
_RENEWAL: Final = "https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html"


def _ingresses(evidence: Evidence) -> Iterator[Resource]:
    for each in evidence.all("kubernetes_ingress_v1"):
        if each.at("metadata", "annotations", f"{ALB}subnets") is not None:
            yield each


def _annotation(ingress: Resource, name: str) -> tuple[Attribute, str]:
    path = ("metadata", "annotations", ALB + name)
    return ingress.place(*path), str(ingress.at(*path) or "")


def _attribute(ingress: Resource, kind: str, name: str) -> tuple[Attribute, str | None]:
    place, text = _annotation(ingress, f"{kind}-attributes")
    found = re.search(rf"(?:^|,){re.escape(name)}=([^,]*)", text)
    return place, found[1] if found else None


def _zones(evidence: Evidence, ingress: Resource) -> frozenset[str]:
    return evidence.zones_led_to(ingress, "metadata", "annotations", f"{ALB}subnets")


def _in_one_zone(evidence: Evidence) -> Iterator[Weakness]:
    for ingress in _ingresses(evidence):
        zones = sorted(_zones(evidence, ingress))
        if len(zones) == 1 < len(evidence.model.zones):
            place, _ = _annotation(ingress, "subnets")
            yield Weakness(
                subject=ingress.name,
                problem=f"the load balancer stands in {zones[0]} only",
                why=f"No request of any client arrives once {zones[0]} is lost",
                remedy="give it a public subnet of every zone",
                places=(place,),
                domain=f"zone {zones[0]} is lost",
                resources=(ingress.name,),
                explains=frozenset(_public(evidence, ingress)),
            )


def _misses_zone(evidence: Evidence) -> Iterator[Weakness]:
    nodes = {zone for group in evidence.groups for zone in group.zones}
    for ingress in _ingresses(evidence):
        zones = _zones(evidence, ingress)
        if len(zones) > 1 and (missing := sorted(nodes - zones)):
            place, _ = _annotation(ingress, "subnets")
            yield Weakness(
                subject=ingress.name,
                problem=f"the load balancer has no subnet in {', '.join(missing)}, which has nodes",
                why="With one more zone lost, requests come in by"
                f" {counted(len(zones) - 1, 'zone')} only; a zonal shift leaves as little",
                remedy="give it a public subnet of every zone",
                places=(place,),
                resources=(ingress.name,),
            )


def _public(evidence: Evidence, ingress: Resource) -> Iterator[str]:
    path = ("metadata", "annotations", f"{ALB}subnets")
    for part in evidence.led_to(ingress, *path):
        yield f"{part.stack}:{part.address}"


def _cannot_shift(evidence: Evidence) -> Iterator[Weakness]:
    for ingress in _ingresses(evidence):
        place, value = _attribute(ingress, "load-balancer", "zonal_shift.config.enabled")
        if value != "true":
            yield _unshifted(ingress.name, "the load balancer", place)
    for cluster in evidence.all("aws_eks_cluster"):
        if cluster.at("zonal_shift_config", "enabled") is not True:
            place = cluster.place("zonal_shift_config", "enabled")
            yield _unshifted(cluster.name, "the cluster", place)


def _unshifted(subject: str, what: str, place: Attribute) -> Weakness:
    return Weakness(
        subject=subject,
        problem=f"no zonal shift takes traffic of {what} away from a zone",
        why="A zone that is impaired and not down keeps its share of the requests, of which a part"
        " fails, until it is down",
        remedy="turn zonal shift on",
        places=(place,),
        resources=(subject,),
    )


def _unprotected(evidence: Evidence) -> Iterator[Weakness]:
    for ingress in _ingresses(evidence):
        _, value = _attribute(ingress, "load-balancer", "deletion_protection.enabled")
        if evidence.production and value != "true":
            yield Weakness(
                subject=ingress.name,
                problem="production's load balancer may be deleted",
                why="One mistaken command takes all requests away, and another load balancer gets"
                " another name and other addresses",
                remedy="write `load_balancer: {deletion_protection: true}`",
                places=(Setting(path=("load_balancer", "deletion_protection")),),
                resources=(ingress.name,),
            )


def _keeps_to_zones(evidence: Evidence) -> Iterator[Weakness]:
    for ingress in _ingresses(evidence):
        place, value = _attribute(ingress, "target-group", "load_balancing.cross_zone.enabled")
        if value == "false":
            yield Weakness(
                subject=ingress.name,
                problem="the load balancer sends requests of a zone to NGINX of that zone only",
                why="A zone whose pods of NGINX are being replaced answers with 503 while other"
                " zones have pods that are ready",
                remedy="remove load_balancing.cross_zone.enabled=false",
                places=(place,),
                resources=(ingress.name,),
            )


def _not_renewed(evidence: Evidence) -> Iterator[Weakness]:
    for certificate in evidence.all("aws_acm_certificate"):
        if certificate.at("validation_method") != "DNS":
            yield weakness_at(
                certificate,
                "validation_method",
                problem="the certificate is not validated by DNS, so that a person has to renew it",
                why="All requests fail on the day on which it expires",
                remedy="validate it by DNS",
            )


RULES: Final = (
    Rule(
        id="load-balancer-in-one-zone",
        severity=Severity.HIGH,
        title="The load balancer stands in one zone",
        example="The Ingress names the public subnet of eu-west-1a only.",
        source=_SUBNETS,
        find=_in_one_zone,
    ),
    Rule(
        id="load-balancer-misses-zone",
        severity=Severity.MEDIUM,
        title="The load balancer has no subnet in a zone that has nodes",
        example="The Ingress names the public subnets of two of three zones.",
        source=_SUBNETS,
        find=_misses_zone,
    ),
    Rule(
        id="zonal-shift-off",
        severity=Severity.MEDIUM,
        title="Traffic cannot be shifted away from a zone",
        example="The cluster has no `zonal_shift_config`.",
        source=_SHIFT,
        find=_cannot_shift,
    ),
    Rule(
        id="cross-zone-load-balancing-off",
        severity=Severity.MEDIUM,
        title="Each zone of the load balancer reaches its own targets only",
        example="`load_balancing.cross_zone.enabled=false` in the target group's attributes.",
        source=_CROSS_ZONE,
        find=_keeps_to_zones,
    ),
    Rule(
        id="load-balancer-deletion-protection-off",
        severity=Severity.MEDIUM,
        title="Production's load balancer may be deleted",
        example="`load_balancer.deletion_protection` is left out in production.",
        source=_SUBNETS,
        find=_unprotected,
    ),
    Rule(
        id="certificate-renewed-by-hand",
        severity=Severity.MEDIUM,
        title="A certificate is not renewed by itself",
        example="The certificate is validated by mail.",
        source=_RENEWAL,
        find=_not_renewed,
    ),
)
