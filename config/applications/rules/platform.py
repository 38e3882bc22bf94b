"""Names that an application writes and the platform must have."""

from collections.abc import Iterator

from config.applications.chart_values import ChartValues
from config.errors import Mistake
from config.kubernetes_names import (
    INGRESS_CLASS,
    PRIORITY_CLASSES,
    PROMETHEUS,
    SECRET_STORE,
)
from config.yaml.source import KeyPath


def existing(values: ChartValues) -> Iterator[Mistake]:
    """Refuse names that no cluster of the platform has, or has for others only."""
    known: dict[KeyPath, tuple[str, ...]] = {
        ("priorityClassName",): ("", *PRIORITY_CLASSES),
        ("ingressClassName",): (INGRESS_CLASS,),
        ("externalSecret", "store"): (SECRET_STORE,),
        ("rollout", "canary", "analysis", "prometheus"): (PROMETHEUS,),
    }
    for path, names in known.items():
        value: object = values.effective
        for part in path:
            value = value[part]  # type: ignore[index]
        if value not in names:
            yield values.mistake(
                path,
                "does not exist in the platform's clusters, or not for applications",
                allowed=", ".join(filter(None, names)),
                remedy="correct the name, or remove the key: the chart's own value will do",
            )
