"""Public applications moved to the chart: what of their manifests arrives, and what is lost.

Each file of `moved` has the facts of an application's own manifests, by kind and field, the values
that it would have here, and why what is lost is lost.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_values import CHART
from terraform_json.types import Json
from tests.helm.test_accepted import passes_synth
from tests.helm.texts import written

MOVED = {
    file.stem: yaml.safe_load(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parent / "moved").glob("*.yaml"))
}
NOTHING = object()


@pytest.mark.parametrize("moved", MOVED.values(), ids=MOVED)
def test_what_a_public_application_loses_is_explained(
    moved: Json, tool: Callable[..., Any], tmp_path: Path
) -> None:
    assert passes_synth(moved["values"])
    file = tmp_path / "values.yaml"
    file.write_text(written(moved["values"]), encoding="utf-8")
    rendered = tool("helm", "template", "shop", str(CHART), f"--values={file}")
    objects = [each for each in yaml.safe_load_all(rendered.stdout) if each]
    lost = {path for path, value in moved["facts"].items() if at(objects, path) != value}
    assert lost == set(moved["lost"])
    assert all(moved["lost"].values())


def at(objects: list[Json], path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what stands at a path such as `Kind/name.spec.containers.app.args`, names as keys."""
    kind, _, rest = path.partition(".")
    kind, _, name = kind.partition("/")
    found: Any = [
        each
        for each in objects
        if each["kind"] == kind and (not name or each["metadata"]["name"] == name)
    ][:1]
    return below(found[0], rest) if found else NOTHING


def below(data: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what stands at a path in data; keys may have dots in them."""
    if not path:
        return data
    keyed: dict[str, Any] = data if isinstance(data, dict) else {}
    if isinstance(data, list):
        keyed = {
            str(each.get("name", index) if isinstance(each, dict) else index): each
            for index, each in enumerate(data)
        }
    for key, value in keyed.items():
        if path == key or path.startswith(f"{key}."):
            return below(value, path[len(key) + 1 :])
    return NOTHING
