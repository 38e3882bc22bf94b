import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_values import CHART, ChartValues, merge, schema_mistakes
from config.errors import Mistake
from config.yaml_source import load_yaml

IMAGE = {"repository": "registry.example.com/shop", "digest": f"sha256:{'0' * 64}"}


def values_of(*files: dict[str, Any]) -> ChartValues:
    """Return the merged values of files, the first with an image."""
    data = [{"image": IMAGE} | files[0], *files[1:]]
    texts = [yaml.safe_dump(each, sort_keys=False) for each in data]
    return merge([load_yaml(text, Path(f"{i}.yaml")) for i, text in enumerate(texts)])


def refused(**values: object) -> dict[str, Mistake]:
    """Return the mistakes of values, by their path."""
    return {mistake.path: mistake for mistake in schema_mistakes(values_of(values))}


def test_the_defaults_of_the_chart_are_below_everything() -> None:
    effective = values_of({"autoscaling": {"minReplicas": 4}}).effective
    assert effective["autoscaling"]["minReplicas"] == 4
    assert effective["autoscaling"]["maxReplicas"] == 100


def test_a_null_takes_a_default_away() -> None:
    values = values_of({"probes": {"liveness": None}})
    assert "liveness" not in values.effective["probes"]
    assert not list(schema_mistakes(values))


def test_merging_leaves_the_defaults_alone() -> None:
    values_of({"probes": {"readiness": {"path": "/other"}}})
    assert values_of({}).effective["probes"]["readiness"]["path"] == "/"


def test_a_null_without_a_default_is_a_value_like_any_other() -> None:
    assert set(refused(env={"A": None})) == {"env.A"}


def test_a_mistake_points_to_the_last_file_that_has_the_key() -> None:
    values = values_of({"port": 1}, {"port": 0})
    (mistake,) = schema_mistakes(values)
    assert (mistake.file, mistake.line, mistake.value) == (Path("1.yaml"), 1, "0")


def test_a_mistake_in_a_default_points_to_the_nearest_key() -> None:
    values = values_of({"resources": {"limits": {"memory": None}}})
    (mistake,) = schema_mistakes(values)
    assert (mistake.path, mistake.problem) == ("resources.limits.memory", "is missing")
    assert mistake.line == values.documents[0].lines["resources", "limits", "memory"]
    assert mistake.allowed.startswith("a quantity")


def test_an_unknown_key_is_answered_with_the_known_ones() -> None:
    mistake = refused(shutdown={"delaySecond": 3})["shutdown.delaySecond"]
    assert mistake.allowed == "delaySeconds, drainSeconds"
    assert mistake.remedy == "did you mean `delaySeconds`?"


@pytest.mark.parametrize(
    ("values", "path", "allowed"),
    [
        ({"rollout": {"maxSurge": "lots"}}, "rollout.maxSurge", "a number of pods from 1"),
        ({"autoscaling": 3}, "autoscaling", "a mapping with the keys minReplicas, maxReplicas"),
        ({"env": {"A": 1}}, "env.A", "text in quotes"),
        ({"env": {"a-b": "1"}}, "env.a-b", "text in quotes"),
        ({"extraPorts": {"http": 80}}, "extraPorts.http", "ports by name"),
        ({"volumes": {"a": {"mountPath": "/a"}}}, "volumes.a", "mountPath, and one of"),
        ({"probes": {"startup": {"type": "exec"}}}, "probes.startup.command", "a command"),
        ({"ingresses": [{"host": "nodots"}]}, "ingresses.0.host", "a host name"),
    ],
)
def test_a_mistake_says_what_is_allowed(values: dict[str, Any], path: str, allowed: str) -> None:
    assert refused(**values)[path].allowed.startswith(allowed)


def test_a_name_that_is_too_long_is_refused_by_its_own_line() -> None:
    mistake = refused(extraPorts={"web": 81, "a" * 16: 82})[f"extraPorts.{'a' * 16}"]
    assert (mistake.line, mistake.problem) == (6, "is not a name that the chart takes")
    assert mistake.allowed.startswith("ports by name: up to 15")


def test_every_part_of_the_schema_that_can_refuse_says_what_is_allowed() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    definitions = schema["definitions"]

    def silent(part: dict[str, Any], path: str) -> list[str]:
        part = definitions[part["$ref"].rsplit("/", 1)[-1]] if "$ref" in part else part
        if "description" in part:
            return []
        inner = part.get("properties", {})
        if not inner:
            return [path]
        return [name for key in inner for name in silent(inner[key], f"{path}.{key}")]

    assert not silent(schema, "")


def test_the_schema_knows_every_key_of_the_values_and_requires_it() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    defaults = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    assert schema["required"] == list(schema["properties"]) == list(defaults)
