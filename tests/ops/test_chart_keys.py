"""The reader of a chart's keys, on charts made up for the purpose."""

import hashlib
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from config.addons.load import addon_pins
from ops import chart_keys
from ops.chart_keys import read
from ops.command import Refusal

PIN = addon_pins()["metrics-server"].model_copy(update={"digest": None})


PART = [{"name": "part"}]


def run(chart: Path) -> Result:
    app = typer.Typer()
    app.command()(chart_keys.main)
    return CliRunner().invoke(app, [str(chart)])


def make_chart(folder: Path, values: str = "", template: str = "", **about: object) -> Path:
    """Write a chart into a folder and return the folder; it is a pinned one unless told."""
    (folder / "templates").mkdir(parents=True)
    description = yaml.safe_dump({"name": PIN.chart, "version": PIN.version, **about})
    (folder / "Chart.yaml").write_text(description, encoding="utf-8")
    (folder / "values.yaml").write_text(values, encoding="utf-8")
    (folder / "templates" / "all.yaml").write_text(template, encoding="utf-8")
    return folder


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the addon that pins the chart, where its tree is written."""
    folder = tmp_path / "addons" / "meter"
    folder.mkdir(parents=True)
    monkeypatch.setattr(chart_keys, "ADDONS", folder.parent)
    return folder


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> Callable[[str | None], None]:
    """Return a function that pins the digest of a chart; none is pinned before."""

    def pin(digest: str | None) -> None:
        pins = {"meter": PIN.model_copy(update={"digest": digest})}
        monkeypatch.setattr(chart_keys, "addon_pins", lambda: pins)

    pin(None)
    return pin


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return an archive of the pinned chart."""
    chart = make_chart(tmp_path / "chart", "replicas: 1")
    with tarfile.open(tmp_path / "chart.tgz", "w:gz") as file:
        file.add(chart, PIN.chart)
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
    (keys / "chart-keys-0.0.1.json").write_text("{}", encoding="utf-8")
    assert run(chart).exit_code == 0
    (file,) = keys.iterdir()
    assert file.name == f"chart-keys-{PIN.version}.json"
    assert json.loads(file.read_text(encoding="utf-8")) == {"replicas": "value"}


def test_archives_are_read_within_archives(tmp_path: Path, keys: Path) -> None:
    chart = make_chart(tmp_path / "chart", dependencies=PART)
    part = make_chart(tmp_path / "part", "replicas: 1", name="part", version="1.0.0")
    (chart / "charts").mkdir()
    with tarfile.open(chart / "charts" / "part-1.0.0.tgz", "w:gz") as archive:
        archive.add(part, "part")
    with tarfile.open(tmp_path / "chart.tgz", "w:gz") as archive:
        archive.add(chart, PIN.chart)
    assert run(tmp_path / "chart.tgz").exit_code == 0
    (file,) = keys.iterdir()
    assert json.loads(file.read_text(encoding="utf-8"))["part"] == {"replicas": "value"}


@pytest.mark.parametrize(
    ("about", "message"),
    [
        ({"version": "0.0.1"}, f"is {PIN.chart} 0.0.1; pinned is {PIN.version}: take that version"),
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


def test_every_addon_that_pins_the_chart_gets_the_tree(
    tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = keys.parent / "other"
    other.mkdir()
    monkeypatch.setattr(chart_keys, "addon_pins", lambda: {"meter": PIN, "other": PIN})
    assert run(make_chart(tmp_path / "chart", "replicas: 1")).exit_code == 0
    (first,), (second,) = keys.iterdir(), other.iterdir()
    assert first.read_bytes() == second.read_bytes()
