"""The reader of a chart's keys, on charts made up for the purpose."""

import hashlib
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from config.addon_charts import ADDON_CHARTS
from ops import chart_keys
from ops.chart_keys import read, unknown_keys
from ops.command import Refusal

PIN = replace(ADDON_CHARTS["metrics-server"], digest=None)


PART = [{"name": "part"}]


def run(chart: Path) -> Result:
    app = typer.Typer()
    app.command()(chart_keys.main)
    return CliRunner().invoke(app, [str(chart)])


def make_chart(folder: Path, values: str = "", template: str = "", **about: object) -> Path:
    """Write a chart into a folder and return the folder; it is a pinned one unless told."""
    (folder / "templates").mkdir(parents=True)
    description = yaml.safe_dump({"name": PIN.name, "version": PIN.version, **about})
    (folder / "Chart.yaml").write_text(description, encoding="utf-8")
    (folder / "values.yaml").write_text(values, encoding="utf-8")
    (folder / "templates" / "all.yaml").write_text(template, encoding="utf-8")
    return folder


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that trees are written to."""
    folder = tmp_path / "keys"
    folder.mkdir()
    monkeypatch.setattr(chart_keys, "KEYS", folder)
    return folder


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Return a function that pins the digest of a chart; none is pinned before."""

    def pin(digest: str | None) -> None:
        monkeypatch.setitem(ADDON_CHARTS, PIN.name, replace(PIN, digest=digest))

    pin(None)
    return pin


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return an archive of the pinned chart."""
    chart = make_chart(tmp_path / "chart", "replicas: 1")
    with tarfile.open(tmp_path / "chart.tgz", "w:gz") as file:
        file.add(chart, PIN.name)
    return tmp_path / "chart.tgz"


def test_the_defaults_give_names_and_what_they_take_but_no_text(tmp_path: Path) -> None:
    chart = make_chart(tmp_path / "chart", "image: {tag: v1}\nlabels: {}\nenv: []\nname:\n")
    assert read(chart) == {
        "image": {"tag": "value"},
        "labels": "any",
        "env": "any",
        "name": "any",
    }


def test_a_key_that_only_a_template_asks_for_is_known(tmp_path: Path) -> None:
    chart = make_chart(tmp_path / "chart", "pod: {a: 1}", "{{ $.Values.pod.priority }}")
    assert read(chart) == {"pod": {"a": "value", "priority": "any"}}


def test_a_default_that_templates_take_in_two_forms_takes_any_key(tmp_path: Path) -> None:
    chart = make_chart(tmp_path / "chart", "provider: aws", "{{ .Values.provider.name }}")
    assert read(chart) == {"provider": "any"}


@pytest.mark.parametrize(
    "template",
    [
        "{{ toYaml .Values.pod.context | indent 2 }}",
        "{{ tpl (toYaml .Values.pod.context) . }}",
        "{{- with .Values.pod.context }}\nx: {{ toYaml . }}\n{{- end }}",
        "{{- range $key, $value := .Values.pod.context }}{{ end }}",
    ],
)
def test_what_a_template_hands_on_takes_any_key(tmp_path: Path, template: str) -> None:
    chart = make_chart(tmp_path / "chart", "pod: {context: {a: 1}, b: {c: 1}}", template)
    assert read(chart) == {"pod": {"context": "any", "b": {"c": "value"}}}


def test_a_name_with_dots_in_it_is_one_key(tmp_path: Path) -> None:
    template = '{{- range $key, $value := index .Values "grafana.ini" }}{{ end }}'
    chart = make_chart(tmp_path / "chart", "grafana.ini: {paths: {data: x}}", template)
    assert read(chart) == {"grafana.ini": "any"}


def test_a_with_that_hands_nothing_on_opens_nothing(tmp_path: Path) -> None:
    template = "{{- with .Values.pod }}{{ .a }}{{ end }}{{ toYaml . }}"
    assert read(make_chart(tmp_path / "chart", "pod: {a: 1}", template)) == {"pod": {"a": "value"}}


def test_a_part_of_a_chart_has_its_keys_below_its_name(tmp_path: Path) -> None:
    chart = make_chart(tmp_path / "chart", "part: {extra: 1}", dependencies=PART)
    make_chart(chart / "charts" / "part", "replicas: 1\nglobal: {registry: x}")
    tree = read(chart)
    assert tree["part"] == {"extra": "value", "replicas": "value", "global": {"registry": "value"}}
    assert tree["global"] == {"registry": "value"}


def test_a_part_goes_by_the_name_that_the_chart_gives_it(tmp_path: Path) -> None:
    called = [{"name": "part", "alias": "other"}]
    chart = make_chart(tmp_path / "chart", dependencies=called)
    make_chart(chart / "charts" / "part", "replicas: 1")
    assert read(chart)["other"] == {"replicas": "value"}


def test_a_part_that_is_missing_refuses_the_chart(tmp_path: Path) -> None:
    chart = make_chart(tmp_path / "chart", dependencies=PART)
    with pytest.raises(Refusal, match="lacks charts/part: run `helm dependency build`"):
        read(chart)


def test_the_tree_of_a_new_version_replaces_the_old_one(tmp_path: Path, keys: Path) -> None:
    chart = make_chart(tmp_path / "chart", "replicas: 1")
    (keys / f"{PIN.name}-0.0.1.json").write_text("{}", encoding="utf-8")
    assert run(chart).exit_code == 0
    (file,) = keys.iterdir()
    assert file.name == f"{PIN.name}-{PIN.version}.json"
    assert json.loads(file.read_text(encoding="utf-8")) == {"replicas": "value"}


def test_archives_are_read_within_archives(tmp_path: Path, keys: Path) -> None:
    chart = make_chart(tmp_path / "chart", dependencies=PART)
    part = make_chart(tmp_path / "part", "replicas: 1", name="part", version="1.0.0")
    (chart / "charts").mkdir()
    with tarfile.open(chart / "charts" / "part-1.0.0.tgz", "w:gz") as archive:
        archive.add(part, "part")
    with tarfile.open(tmp_path / "chart.tgz", "w:gz") as archive:
        archive.add(chart, PIN.name)
    assert run(tmp_path / "chart.tgz").exit_code == 0
    (file,) = keys.iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["part"] == {"replicas": "value"}


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"version": "0.0.1"}, f"is {PIN.name} 0.0.1; pinned is {PIN.version}: take that version"),
        ({"name": "other"}, f"is other {PIN.version}; pinned is no chart of that name"),
    ],
)
def test_a_chart_that_is_not_pinned_is_refused(
    tmp_path: Path, about: dict[str, str], message: str
) -> None:
    result = run(make_chart(tmp_path / "chart", **about))
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_archive_with_the_pinned_digest_is_taken_and_the_digest_is_told(
    archive: Path,
    keys: Path,
    pinned: Callable[[str | None], None],
) -> None:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    pinned(digest)
    result = run(archive)
    assert result.exit_code == 0
    assert digest in result.stdout
    assert list(keys.iterdir())


def test_an_archive_with_another_digest_is_refused_and_nothing_is_written(
    archive: Path,
    keys: Path,
    pinned: Callable[[str | None], None],
) -> None:
    pinned(64 * "0")
    result = run(archive)
    assert result.exit_code == 2
    message = result.stderr
    assert hashlib.sha256(archive.read_bytes()).hexdigest() in message
    assert f"pinned is {64 * '0'}" in message
    assert list(keys.iterdir()) == []


def test_what_is_no_chart_is_refused(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "is no chart: name a folder with a Chart.yaml" in result.stderr


def test_keys_that_a_chart_does_not_know_are_named_with_their_path() -> None:
    values = {"pod": {"a": 1, "wrong": {"x": 1}}, "free": {"any": {"thing": 1}}, "typo": 1}
    tree: chart_keys.Tree = {"pod": {"a": "value"}, "free": "any"}
    assert list(unknown_keys(values, tree)) == ["pod.wrong", "typo"]


def test_a_key_below_a_plain_value_is_unknown() -> None:
    assert list(unknown_keys({"tag": {"name": "x"}}, {"tag": "value"})) == ["tag.name"]
