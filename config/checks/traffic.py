"""Checks of the hosts that lead to applications, and of the networks that these reach."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network
from typing import Final

from config.applications.application import Application
from config.applications.rules.annotations import foreign
from config.applications.rules.own_annotations import OWN_HOST
from config.errors import Mistake
from config.model import EnvironmentConfig
from config.sections.cidr import NOT_ROUTED
from config.yaml.source import YamlDocument

WIDEST_PREFIX: Final = 16
"""Without the owner's word a destination holds 65,536 addresses at most: enough for the published
ranges of a service. This narrows the ways by which data can leave, and does not close them: what
stands at an allowed address can be given data, and so can any server of names, through DNS."""
_NOWHERE: Final = tuple(
    IPv4Network(network)
    for network in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4")
)
"""This network, the pod itself, what nodes tell of themselves, and what is no single address."""


def closed_networks(config: EnvironmentConfig) -> dict[IPv4Network, str]:
    """Return the networks that no application names, whatever the owner allows, with what is there.

    Applications reach others by `peers`, the database and the Pod Identity agent by what the
    platform adds.
    """
    return {
        config.network.cidr: "the VPC, with all nodes, pods and databases",
        config.service_cidr: "the cluster's Services",
        **dict.fromkeys(_NOWHERE, "nodes' metadata, or of no network beyond"),
    }


def traffic_mistakes(
    config: EnvironmentConfig, applications: Sequence[Application], document: YamlDocument
) -> Iterator[Mistake]:
    """Yield the mistakes in what leads to applications and away from them.

    Args:
        config: The environment.
        applications: The applications that are deployed to it.
        document: The environment's file.
    """
    yield from _owners_networks(config, document)
    yield from _owners_annotations(config, document)
    for application in applications:
        yield from _hosts(config, application)
        yield from _annotations(config, application)
        yield from _destinations(config, application)


def _owners_networks(config: EnvironmentConfig, document: YamlDocument) -> Iterator[Mistake]:
    for index, network in enumerate(config.applications.egress_cidrs):
        if closed := _closed(config, network):
            yield document.mistake(
                ("applications", "egress_cidrs", index),
                f"overlaps {closed}",
                allowed="networks outside of the VPC and of the cluster",
                remedy="name the networks beside it",
            )


def _owners_annotations(config: EnvironmentConfig, document: YamlDocument) -> Iterator[Mistake]:
    for index, key in enumerate(config.applications.annotations):
        if found := foreign(key):
            yield document.mistake(
                ("applications", "annotations", index),
                found.problem,
                allowed="annotations of F5's NGINX, and such as no controller reads",
                remedy="remove it",
            )


def _hosts(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    """Every host is the domain or directly below it, where its certificate and its records are."""
    domain = config.dns.domain
    for index, ingress in enumerate(application.source.effective["ingresses"]):
        path, host = ("ingresses", index, "host"), str(ingress["host"])
        if host.startswith("*."):
            yield application.source.mistake(
                path,
                "takes every host that no other application has, also those that others will have",
                allowed=f"hosts with a name, such as {application.name}.{domain}",
                remedy="write the host, or an entry for each",
            )
        elif host != domain and host.partition(".")[2] != domain:
            yield application.source.mistake(
                path,
                "is not a host of this environment, whose certificate would not fit",
                allowed=f"{domain}, or a name directly below it",
                remedy="choose another host, in values.<environment>.yaml if need be",
            )
        elif host == domain and application.name not in config.applications.apex:
            yield application.source.mistake(
                path,
                "is the domain itself, which is not this application's",
                allowed=f"a name directly below {domain}",
                remedy="choose another host, or have the platform's owner name the application in"
                " applications.apex in the environment's file",
            )


def _annotations(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    for index, ingress in enumerate(application.source.effective["ingresses"]):
        for key in ingress.get("annotations", ()):
            # Those that nothing reads have been refused with a better reason.
            if key not in OWN_HOST and key not in config.applications.annotations:
                yield application.source.mistake(
                    ("ingresses", index, "annotations", key),
                    "is none of the annotations that concern the application's own host alone",
                    allowed="those of config/applications/rules/own_annotations.py, and what"
                    " applications.annotations of the environment's file lists",
                    remedy="remove it, or have the platform's owner list it",
                )


def _destinations(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    for name, rule in application.source.effective["networkPolicy"]["egress"].items():
        for index, cidr in enumerate(rule["cidrs"]):
            if problem := _problem(config, IPv4Network(cidr)):
                yield application.source.mistake(
                    ("networkPolicy", "egress", name, "cidrs", index),
                    problem,
                    allowed=f"public networks of /{WIDEST_PREFIX} or narrower, and what lies in"
                    " applications.egress_cidrs of the environment's file; other applications by"
                    " `peers` in platform.yaml",
                    remedy="name the destination's own addresses, or have the platform's owner"
                    " list its network",
                )


def _problem(config: EnvironmentConfig, network: IPv4Network) -> str | None:
    """Return why an application may not name a destination; None if it may."""
    if closed := _closed(config, network):
        return f"overlaps {closed}"
    if any(network.subnet_of(listed) for listed in config.applications.egress_cidrs):
        return None
    if private := next((block for block in NOT_ROUTED if network.overlaps(block)), None):
        return f"holds addresses of {private}, which is not public"
    if network.prefixlen < WIDEST_PREFIX:
        return f"is wider than a /{WIDEST_PREFIX}"
    return None


def _closed(config: EnvironmentConfig, network: IPv4Network) -> str | None:
    for closed, what in closed_networks(config).items():
        if network.overlaps(closed):
            return f"{closed}: {what}"
    return None
