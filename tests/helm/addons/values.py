"""Our values for the addons, as the tests read them."""

from pathlib import Path
from typing import Any

import yaml

STACK = "kube-prometheus-stack"
ZONE = "topology.kubernetes.io/zone"


def at(addon: str, path: str) -> Any:  # noqa: ANN401 - YAML
    """Return what stands at a path of an addon's values; nothing where nothing does."""
    found = yaml.safe_load(Path(f"helm/addons/{addon}/values.yaml").read_text(encoding="utf-8"))
    for key in filter(None, path.split(".")):
        found = (found or {}).get(key)
    return found
