"""The metrics that Prometheus reads of an application, and the alerts that it has from it.

Prometheus and Alertmanager are for all: helm/addons has Prometheus put the application's namespace
into each of its series, rules and alerts (`enforcedNamespaceLabel`); the rest is said here.
"""

import re
from collections.abc import Iterator
from typing import Final

from config.applications.chart_values import ChartValues
from config.errors import Mistake
from config.quantities import seconds

LEAST_INTERVAL: Final = 10
"""Fewest seconds between two readings of an application's metrics."""
LABELS: Final = ("severity", "team", "component", "service")
"""Labels that alerts may set. Alertmanager groups, routes and mutes by labels, so that any other
might take the name of another's alert."""
RESERVED: Final = ("InfoInhibitor", "Watchdog")
"""Alerts of the platform that tell of no trouble: one mutes others, one says that all is well."""
_FUNCTIONS: Final = (
    "humanize(?:1024|Duration|Percentage|Timestamp)?|title|toUpper|toLower|stripPort|stripDomain"
)
# No two braces but in such an action: `query` would read the series of others.
TEXT: Final = (
    r"(?:[^{]|\{[^{]|\{\{-? *(?:printf \"[^\"{}]*\" )?\$(?:value|labels\.[A-Za-z_][A-Za-z0-9_]*)"
    rf"(?: *[|] *(?:{_FUNCTIONS}))* *-?\}}\}})*\{{?"
)
"""The whole of a label's or an annotation's text, for Python and RE2: the alert's value and labels
in it, also printed or made readable, and nothing else of
https://prometheus.io/docs/prometheus/latest/configuration/template_reference/"""


def interval(values: ChartValues) -> Iterator[Mistake]:
    """Refuse metrics that are read so often that others' wait, and no time at all."""
    every = seconds(values.effective["monitoring"]["serviceMonitor"]["interval"])
    if every < LEAST_INTERVAL:
        yield values.mistake(
            ("monitoring", "serviceMonitor", "interval"),
            "has Prometheus, which is for all, read more often than it can"
            if every
            else "is no time at all, for which Prometheus takes its own interval",
            allowed=f"a duration of {LEAST_INTERVAL} seconds or longer, such as 30s",
            remedy="write the interval that is meant, or remove the key",
        )


def alerts(values: ChartValues) -> Iterator[Mistake]:
    """Refuse alerts that would be taken for others', or read others' series."""
    for index, rule in enumerate(values.effective["monitoring"]["prometheusRule"]["rules"]):
        path = ("monitoring", "prometheusRule", "rules", index)
        if rule["alert"] in RESERVED:
            yield values.mistake(
                (*path, "alert"),
                "is an alert of the platform that tells of no trouble",
                allowed=f"any name but {' and '.join(RESERVED)}",
                remedy="choose another name",
            )
        for name in rule.get("labels", {}):
            if name not in LABELS:
                yield values.mistake(
                    (*path, "labels", name),
                    "is a label by which the alert could be taken for another's",
                    allowed=", ".join(LABELS),
                    remedy="say it in an annotation",
                )
        for kind in ("labels", "annotations"):
            for name, text in rule.get(kind, {}).items():
                if not re.fullmatch(TEXT, text):
                    yield values.mistake(
                        (*path, kind, name),
                        "asks more in braces than the alert's own value and labels",
                        allowed="{{ $value }}, {{ $labels.name }}, with printf before, and"
                        " functions such as humanize after a bar",
                        remedy="remove the rest; `expr` has what is to be computed",
                    )
