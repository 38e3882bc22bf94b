"""Ports, by name and by number."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from config.applications.chart_values import ChartValues
from config.applications.rules.serving import serves
from config.errors import Mistake

SERVICE_PORT: Final = 80
"""Where the Service offers the application's own port."""


def numbers(values: ChartValues) -> Iterator[Mistake]:
    """Refuse two names for one port."""
    if not serves(values.effective):
        return
    named = {"http": values.effective["port"], **values.effective["extraPorts"]}
    if max(Counter(named.values()).values()) > 1:
        yield values.mistake(
            ("extraPorts",),
            "two ports have the same number",
            allowed=f"numbers that differ from each other and from port {named['http']}",
            remedy="remove the second name of the port",
        )


def service_port(values: ChartValues) -> Iterator[Mistake]:
    """Refuse a further port where the Service offers the application's own."""
    for name, number in values.effective["extraPorts"].items():
        if number == SERVICE_PORT:
            yield values.mistake(
                ("extraPorts", name),
                f"meets port {SERVICE_PORT} of the Service, which leads to the application's port",
                allowed=f"any other number than {SERVICE_PORT}",
                remedy="let the application listen on another port under this name",
            )


def metrics_port(values: ChartValues) -> Iterator[Mistake]:
    """Refuse to scrape a port that the application does not have."""
    monitor = values.effective["monitoring"]["serviceMonitor"]
    names = sorted(["http", *values.effective["extraPorts"]])
    if monitor["enabled"] and serves(values.effective) and monitor["port"] not in names:
        yield values.mistake(
            ("monitoring", "serviceMonitor", "port"),
            "is not a port of the application",
            allowed=", ".join(names),
            remedy="name one of them, or add it to extraPorts",
        )
