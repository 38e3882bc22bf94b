"""How often metrics are read."""

from collections.abc import Iterator

from config.applications.chart_values import ChartValues
from config.errors import Mistake


def interval(values: ChartValues) -> Iterator[Mistake]:
    """Refuse no time between two readings, for which Prometheus takes its own default."""
    written = values.effective["monitoring"]["serviceMonitor"]["interval"]
    if not set(written) & set("123456789"):
        yield values.mistake(
            ("monitoring", "serviceMonitor", "interval"),
            "is no time at all, for which Prometheus takes its own interval",
            allowed="a duration of a second or longer, such as 30s",
            remedy="write the interval that is meant, or remove the key",
        )
