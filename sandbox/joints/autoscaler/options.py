"""The settings of the autoscaler: flags of its program, where it is installed, and their defaults.

Names and defaults are those of cluster-autoscaler 1.35, the version of the chart that is pinned:
https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/config/flags/flags.go
"""

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from config.addons.names import ADDONS, AUTOSCALER
from terraform_json.types import Json

_PART: Final = re.compile(r"([0-9.]+)(ms|s|m|h)")
_UNITS: Final = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
_log = logging.getLogger(__name__)


def _seconds(duration: object) -> object:
    """Return the seconds of a duration as Go writes it, such as 1h30m."""
    parts = _PART.findall(duration) if isinstance(duration, str) else ()
    if "".join(number + unit for number, unit in parts) != duration:
        return duration
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


Seconds = Annotated[float, BeforeValidator(_seconds)]


class Options(BaseModel):
    """The flags that the simulation follows; times are in seconds of the program."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", alias_generator=lambda name: name.replace("_", "-")
    )

    balance_similar_node_groups: bool = False
    balancing_ignore_label: tuple[str, ...] = ()
    expendable_pods_priority_cutoff: int = -10
    ignore_daemonsets_utilization: bool = False
    max_drain_parallelism: int = 1
    max_graceful_termination_sec: int = 600
    max_pod_eviction_time: Seconds = 120
    max_scale_down_parallelism: int = 10
    scale_down_delay_after_add: Seconds = 600
    scale_down_delay_after_delete: Seconds = 0
    scale_down_delay_after_failure: Seconds = 180
    scale_down_enabled: bool = True
    scale_down_unneeded_time: Seconds = 600
    scale_down_unready_time: Seconds = 1200
    scale_down_utilization_threshold: float = 0.5
    skip_nodes_with_local_storage: bool = True
    skip_nodes_with_system_pods: bool = True
    unremovable_node_recheck_timeout: Seconds = 300


def options_of(deployment: Json | None) -> Options:
    """Return the settings of the program.

    Args:
        deployment: The one that would run it; None where the chart is not installed. Then those of
            the platform's values count, without what an environment's file says over them.
    """
    if deployment is None:
        values = yaml.safe_load((ADDONS / AUTOSCALER / "values.yaml").read_text(encoding="utf-8"))
        given: Mapping[str, Any] = values.get("extraArgs", {})
        return _options((name, value) for name, value in given.items())
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    words = [*container.get("command", ()), *container.get("args", ())]
    flags = (word.lstrip("-").partition("=") for word in words if word.startswith("-"))
    return _options((name, value if equals else True) for name, equals, value in flags)


def _options(flags: Iterable[tuple[str, object]]) -> Options:
    found: dict[str, Any] = {}
    for name, value in flags:
        # The chart drops what follows a `_`, by which its values name a flag twice.
        flag = name.partition("_")[0]
        found[flag] = (*found.get(flag, ()), value) if flag == "balancing-ignore-label" else value
    try:
        return Options.model_validate(found)
    except ValidationError as error:
        _log.warning("the autoscaler's flags are not understood, its defaults count: %s", error)
        return Options()
