"""Applications without a port, which nobody calls: workers, and those of schedules only."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from config.applications.chart_values import ChartValues
from config.errors import Mistake
from config.yaml.source import KeyPath

_LEADING: Final[tuple[KeyPath, ...]] = (
    ("extraPorts",),
    ("ingresses",),
    ("monitoring", "serviceMonitor", "enabled"),
)
"""The values that lead to a port."""
PROBES: Final = ("startup", "readiness", "liveness")


def serves(values: Mapping[str, Any]) -> bool:
    """Return whether an application with such values has a port to serve."""
    return bool(values["deployment"]["enabled"] and values.get("port"))


def pods(values: ChartValues) -> Iterator[Mistake]:
    """Refuse an application without any pod."""
    if not values.effective["deployment"]["enabled"] and not values.effective["schedules"]:
        yield values.mistake(
            ("deployment", "enabled"),
            "leaves an application without any pod",
            allowed="true, or false with schedules",
            remedy="remove it, or add a schedule",
        )


def leads_nowhere(values: ChartValues) -> Iterator[Mistake]:
    """Refuse what leads to a port, of an application that has none."""
    if serves(values.effective):
        return
    for path in _LEADING:
        given: Any = values.effective
        for part in path:
            given = given[part]
        if given:
            yield values.mistake(
                path,
                "leads to a port, and the application has none",
                allowed="nothing without a port and a Deployment",
                remedy="remove it, or set port to where the application listens",
            )


def probes(values: ChartValues) -> Iterator[Mistake]:
    """Refuse probes of no port, and no probes where requests come or where nobody says why."""
    given = {name: values.effective["probes"].get(name) for name in PROBES}
    reason = values.effective["probes"]["none"]
    if serves(values.effective):
        yield from _of_port(values, given, reason)
    elif reason:
        for name in PROBES:
            if values.release.get("probes", {}).get(name):
                yield values.mistake(
                    ("probes", name),
                    "stands beside probes.none, with which there are no probes",
                    allowed="probes, or a reason why there are none",
                    remedy="remove one of the two",
                )
    elif values.effective["deployment"]["enabled"]:
        yield from _of_worker(values, given)


def _of_port(values: ChartValues, given: Mapping[str, Any], reason: str) -> Iterator[Mistake]:
    if not given["readiness"]:
        yield values.mistake(
            ("probes", "readiness"),
            "is missing, and the Service would send requests to pods that cannot answer",
            allowed="a probe, of an application with a port",
            remedy="remove the null",
        )
    if reason:
        yield values.mistake(
            ("probes", "none"),
            "is of no effect, as the application has a port, whose requests need a probe",
            allowed="nothing with a port",
            remedy="remove it, or set port to null",
        )


def _of_worker(values: ChartValues, given: Mapping[str, Any]) -> Iterator[Mistake]:
    if not any(given.values()):
        yield values.mistake(
            ("probes", "none"),
            "does not say why there are no probes",
            allowed="a reason, or a probe",
            remedy="write the reason, or a probe by exec",
        )
    for name, probe in given.items():
        if probe and probe["type"] != "exec" and "port" not in probe:
            yield values.mistake(
                ("probes", name),
                "asks a port, and the application has none",
                allowed="exec with a command, or a port of the probe's own",
                remedy="write one of these, take the probe away by null, or say in probes.none why"
                " there are no probes",
            )
