"""What an application names and the platform must have."""

from collections.abc import Iterator

from config.applications.chart_values import ChartValues
from config.cluster import NodeGroupsConfig
from config.errors import Mistake
from config.inside import INGRESS_CLASS, PRIORITY_CLASSES, SECRET_STORE
from config.yaml_source import KeyPath


def existing(values: ChartValues) -> Iterator[Mistake]:
    """Refuse names of what no cluster of the platform has."""
    nothing = "" if values.effective["priorityClassName"] == "" else None
    known: dict[KeyPath, tuple[str, ...]] = {
        ("nodeGroup",): tuple(NodeGroupsConfig.model_fields),
        ("priorityClassName",): tuple(PRIORITY_CLASSES),
        ("ingressClassName",): (INGRESS_CLASS,),
        ("externalSecret", "store"): (SECRET_STORE,),
    }
    for path, names in known.items():
        value: object = values.effective
        for part in path:
            value = value[part]  # type: ignore[index]
        if value not in names and value != nothing:
            yield values.mistake(
                path,
                "does not exist in the platform's clusters",
                allowed=", ".join(names),
                remedy="correct the name, or remove the key: the chart's own value exists",
            )
