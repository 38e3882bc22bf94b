import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.chart_schema import schema_mistakes
from config.applications.chart_values import CHART, ChartValues, merge
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml

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


@pytest.mark.parametrize(
    ("first", "last", "file", "line"),
    [
        ({"ingresses": [{"host": "a.b"}]}, {"ingresses": [{"paths": ["/"]}]}, "1.yaml", 2),
        ({"ingresses": [{"host": "a.b"}, {"paths": ["/"]}]}, {"args": []}, "0.yaml", 6),
        ({"ingresses": [{"host": "a.b"}]}, {"args": [], "ingresses": [{"host": 1}]}, "1.yaml", 3),
    ],
)
def test_a_mistake_in_a_list_points_to_the_file_whose_list_it_is(
    first: dict[str, Any], last: dict[str, Any], file: str, line: int
) -> None:
    (mistake,) = schema_mistakes(values_of(first, last))
    assert mistake.path.endswith(".host")
    assert (mistake.file, mistake.line) == (Path(file), line)


def test_what_is_missing_is_missing_in_the_file_that_has_most_of_it() -> None:
    (mistake,) = schema_mistakes(
        values_of({"env": {}}, {"env": {}, "volumes": {"a": {"emptyDir": {"sizeLimit": "1Mi"}}}})
    )
    assert (mistake.file, mistake.path, mistake.line) == (Path("1.yaml"), "volumes.a.mountPath", 3)


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"tmpSizeLimit": None}, "tmpSizeLimit"),
        ({"resources": {"limits": {"memory": None}}}, "resources.limits.memory"),
        ({"autoscaling": None}, "autoscaling"),
        ({"image": None}, "image"),
    ],
)
def test_a_null_where_a_default_is_required_says_what_it_does(
    values: dict[str, Any], path: str
) -> None:
    mistake = refused(**values)[path]
    assert mistake.problem == "is missing, as null takes the chart's default away"
    assert mistake.remedy == "remove the line, or give a value"
    assert (mistake.value, bool(mistake.allowed)) == ("null", True)


def test_a_mistake_about_a_null_points_to_the_last_file_that_has_it() -> None:
    values = values_of({"tmpSizeLimit": "1Mi"}, {"env": {}, "tmpSizeLimit": None})
    (mistake,) = schema_mistakes(values)
    assert (mistake.file, mistake.line) == (Path("1.yaml"), 2)


def test_what_is_required_and_not_there_is_missing() -> None:
    mistake = refused(image={"repository": "example.com/shop"}, env={})
    assert {m.problem for m in mistake.values()} == {"is not a value that the chart takes"}
    (missing,) = refused(volumes={"a": {"emptyDir": {"sizeLimit": "1Mi"}}}).values()
    assert (missing.problem, missing.remedy) == ("is missing", "add the key")


@pytest.mark.parametrize(
    ("values", "path", "problem", "remedy"),
    [
        ("env: {A: 012}", "env.A", "is read as a number, where text belongs", "write the value in"),
        ("env: {A: no}", "env.A", "is read as true or false, where text", "write the value in"),
        ("env: {A: }", "env.A", "is read as null, where text belongs", "remove the line, or give"),
        (
            "port: '80'",
            "port",
            "is read as text, where a whole number belongs",
            "remove the quotes",
        ),
        ("tmpSizeLimit: '0'", "tmpSizeLimit", "is not a value that the chart", "change the"),
        (
            "rollout: {maxSurge: '1'}",
            "rollout.maxSurge",
            "is not a value that",
            "remove the quotes",
        ),
        ("port: [80]", "port", "is read as a list, where a whole number belongs", "change the"),
        ("autoscaling: 3", "autoscaling", "is not a mapping", "change the value"),
        ("args: x", "args", "is not a list", "change the value"),
    ],
)
def test_another_kind_of_value_is_told_in_the_words_of_yaml(
    values: str, path: str, problem: str, remedy: str
) -> None:
    merged = merge([load_yaml(yaml.safe_dump({"image": IMAGE}) + values, Path("values.yaml"))])
    (mistake,) = schema_mistakes(merged)
    assert mistake.path == path
    assert mistake.problem.startswith(problem)
    assert mistake.remedy.startswith(remedy)


def test_a_value_is_shown_as_the_last_file_writes_it() -> None:
    texts = ("env: {A: 0x1f, B: 012, C: 1}", "env: {A: yes, C: 'x'}")
    values = merge([load_yaml(text, Path("values.yaml")) for text in texts])
    shown = values.mistake(("env",), "is wrong", allowed="else", remedy="change").value
    assert shown == "{A: yes, B: 012, C: x}"


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
    assert list(schema["properties"]) == list(defaults)
    assert schema["required"] == [key for key in defaults if key != "port"]  # a worker has none


def test_values_are_judged_beside_a_platform_file_that_cannot_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "values.yaml").write_text("nodeGroups: apps\n", encoding="utf-8")
    (folder / "platform.yaml").write_text("- database\n", encoding="utf-8")
    with pytest.raises(ConfigError) as refusal:
        load_applications(tmp_path, Placeholders.stand_ins("staging"))
    found = {(mistake.file.name, mistake.path) for mistake in refusal.value.mistakes}
    assert found >= {("platform.yaml", ""), ("values.yaml", "nodeGroups")}
