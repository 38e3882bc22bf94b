"""Networks that an application may reach."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from config.applications.chart_values import ChartValues
from config.errors import Mistake

MOST_NETWORKS: Final = 50
"""Networks that an application may name: many narrow ones would be a wide one."""


def egress(values: ChartValues) -> Iterator[Mistake]:
    """Refuse addresses that stand for no network.

    Kubernetes 1.35 takes them with a warning, later versions do not:
    https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/StrictIPCIDRValidation/
    """
    for name, rule in values.effective["networkPolicy"]["egress"].items():
        for index, cidr in enumerate(rule["cidrs"]):
            network = IPv4Network(cidr, strict=False)
            if str(network) != cidr:
                address = cidr.partition("/")[0]
                yield values.mistake(
                    ("networkPolicy", "egress", name, "cidrs", index),
                    "is an address within a network, not a network",
                    allowed=f"{network} for the network, {address}/32 for the address",
                    remedy="write the one that is meant",
                )


def egress_size(values: ChartValues) -> Iterator[Mistake]:
    """Refuse more networks than an application may name."""
    number = sum(len(r["cidrs"]) for r in values.effective["networkPolicy"]["egress"].values())
    if number > MOST_NETWORKS:
        yield values.mistake(
            ("networkPolicy", "egress"),
            f"names {number} networks, which together are a wide one",
            allowed=f"up to {MOST_NETWORKS} networks",
            remedy="name the destinations' own, or send through a proxy that knows host names",
        )
