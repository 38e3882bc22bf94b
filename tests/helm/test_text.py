"""What people write arrives as they wrote it, and as nothing more, whatever the schema says."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, permutations
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from config.applications.chart_values import merge
from config.yaml.source import load_yaml
from sandbox.kubernetes import LocalControlPlane
from terraform_json.types import Json
from tests.helm.samples import SAMPLES
from tests.helm.texts import (
    AWKWARD,
    HOSTILE,
    NUMERIC,
    QUANTITIES,
    UNIQUE,
    Place,
    in_order,
    places,
    replaced,
    replaced_within,
    schema_of,
    texts,
    written,
)

Tool = Callable[..., subprocess.CompletedProcess[str]]
Render = Callable[..., subprocess.CompletedProcess[str]]

NAME = "sample-release"
PROBES = ("startup", "readiness", "liveness")
# Where any text may stand.
FREE = {"sample-command", "sample-argument", "sample-variable", "sample-content", "sample-noted"}
FREE |= {"sample-alive", "sample-labelled", "sample-annotated", "sample_expression > 1"}
NAMES = ("no", "on", "y", "n", "null", "true", "e3", "inf")
# What the API server adds by itself, another at each time.
ADDED = ("creationTimestamp", "uid", "resourceVersion", "generation", "clusterIP", "clusterIPs")


@pytest.fixture(scope="module")
def render(tool: Tool, tmp_path_factory: pytest.TempPathFactory) -> Render:
    """Return a function that renders a chart with values."""
    file = tmp_path_factory.mktemp("text") / "values.yaml"

    def rendered(
        chart: str, values: Json, *options: str, name: str = NAME
    ) -> subprocess.CompletedProcess[str]:
        file.write_text(written(values), encoding="utf-8")
        namespace = f"--namespace={name}"
        return tool("helm", "template", name, f"helm/{chart}", namespace, f"-f{file}", *options)

    return rendered


@pytest.fixture(scope="module")
def harmless(render: Render) -> Json:
    """Return the objects of each chart with its samples."""
    return {chart: parsed(render(chart, values).stdout) for chart, values in SAMPLES.items()}


@pytest.fixture
def answered(
    control_plane: LocalControlPlane, custom_resources: None
) -> Callable[[Sequence[str]], Any]:
    """Return a function that gives what the API server makes of manifests, without keeping it."""
    del custom_resources

    def answer(manifests: Sequence[str]) -> list[Json]:
        options = ("--dry-run=server", "--output=json", "--filename=-")
        together = "".join(f"{each}\n---\n" for each in manifests)
        created = control_plane.run("kubectl", "create", *options, stdin=together)
        items = iter(json.loads("[" + created.replace("\n}\n{\n", "\n},\n{\n") + "]"))
        counts = [len(re.findall("^kind: ", each, re.MULTILINE)) for each in manifests]
        return [objects(list(islice(items, count))) for count in counts]

    return answer


def objects(data: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what is compared of objects: all but what differs by itself, in one order."""
    if isinstance(data, dict):
        apart = (*ADDED, "checksum/config", "checksum/database")
        return {key: objects(item) for key, item in data.items() if key not in apart}
    return in_order([objects(item) for item in data]) if isinstance(data, list) else data


def parsed(manifests: str) -> Any:  # noqa: ANN401 - JSON
    """Return the objects of manifests."""
    read = yaml.load_all(manifests, Loader=yaml.CSafeLoader)  # a tenth of the time, 300 times
    return objects([item for item in read if item])


def exchanges(chart: str, text: str, apart: Sequence[str] = ()) -> Iterator[dict[str, str]]:
    """Yield samples of a chart, each with the text that stands for it when no schema looks."""
    found = dict(texts(schema_of(chart), SAMPLES[chart]))
    # An asterisk in a host is a word in the Ingress's name.
    never = NUMERIC | ({("ingresses", "*", "host")} if "*" in text else set())
    never |= {place for place in found if place[-1] in apart}
    for alone in UNIQUE if chart == "microservice" else [set[Place]()]:
        yield {sample: text for place, sample in found.items() if place not in never | alone}


@pytest.mark.parametrize("chart", SAMPLES)
def test_a_sample_stands_at_every_place_of_the_schema(chart: str) -> None:
    def alike(place: Place) -> Place:
        """The three probes are one template."""
        return tuple("probe" if part in PROBES else part for part in place)

    found = texts(schema_of(chart), SAMPLES[chart])
    wanted = {alike(place) for place in places(schema_of(chart))}
    assert {alike(place) for place, _ in found} == wanted


@pytest.mark.parametrize("chart", SAMPLES)
def test_no_sample_is_a_part_of_another(chart: str) -> None:
    found = {sample for _, sample in texts(schema_of(chart), SAMPLES[chart])}
    assert [pair for pair in permutations(found, 2) if pair[0] in pair[1]] == []


@pytest.mark.parametrize("chart", SAMPLES)
def test_every_sample_is_rendered(render: Render, chart: str) -> None:
    manifests = render(chart, SAMPLES[chart]).stdout
    found = dict(texts(schema_of(chart), SAMPLES[chart]))
    # Names of what is allowed, for people and for files that override each other.
    silent = {place for place, sample in found.items() if sample not in manifests}
    assert silent <= {("networkPolicy", "egress", "(key)"), ("probes", "none")}


@pytest.mark.parametrize("chart", SAMPLES)
@pytest.mark.parametrize("text", [*AWKWARD, *HOSTILE], ids=ascii)
def test_a_text_is_rendered_as_it_is_wherever_it_stands(
    render: Render, harmless: Json, chart: str, text: str
) -> None:
    for exchange in exchanges(chart, text):
        values = replaced(SAMPLES[chart], exchange)
        done = render(chart, values, "--skip-schema-validation")
        assert done.returncode == 0, done.stderr
        wanted = in_order(replaced_within(harmless[chart], exchange))
        assert without_run(parsed(done.stdout)) == without_run(wanted)


def test_what_the_schema_takes_comes_back_from_the_api_server(
    render: Render, answered: Callable[[Sequence[str]], list[Json]]
) -> None:
    chart = "microservice"
    validator = jsonschema_rs.validator_for(schema_of(chart))
    values = complete(chart)
    exchanged, manifests = [], [render(chart, SAMPLES[chart]).stdout]
    for text in AWKWARD:
        for exchange in exchanges(chart, text, apart=(*QUANTITIES, "timeZone")):
            fitting = {
                sample: text
                for sample in exchange
                if validator.is_valid(replaced(values, {sample: text}))
            }
            exchanged.append(fitting)
            manifests.append(render(chart, replaced(SAMPLES[chart], fitting)).stdout)
    harmless, *others = answered(manifests)
    assert {sample for fitting in exchanged for sample in fitting} >= FREE
    for fitting, other in zip(exchanged, others, strict=True):
        assert other == in_order(replaced_within(harmless, fitting))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("chart", SAMPLES)
def test_an_application_may_have_any_name(
    render: Render, harmless: Json, chart: str, name: str
) -> None:
    manifests = parsed(render(chart, SAMPLES[chart], name=name).stdout)
    wanted = replaced_within(without_run(harmless[chart]), {NAME: name})
    assert without_run(manifests, name) == in_order(wanted)


def test_every_name_comes_back_from_the_api_server(
    render: Render, answered: Callable[[Sequence[str]], list[Json]]
) -> None:
    names = [NAME, *NAMES]
    manifests = [
        render("microservice", SAMPLES["microservice"], name=name).stdout for name in names
    ]
    harmless, *others = answered(manifests)
    for name, other in zip(NAMES, others, strict=True):
        assert other == in_order(replaced_within(harmless, {NAME: name}))


@pytest.mark.parametrize(
    "text", ["\n", "\r", "\t", " ", "\x00", "\x1b", "\x7f", "\u0085", "\u2028"], ids=ascii
)
def test_helm_and_synth_refuse_the_same_texts(render: Render, text: str) -> None:
    chart = "microservice"
    found = texts(schema_of(chart), SAMPLES[chart])
    values = replaced(SAMPLES[chart], {sample: f"{sample}{text}" for _, sample in found})
    refused = jsonschema_rs.validator_for(schema_of(chart)).iter_errors(complete(chart, values))
    by_synth = {"/".join(["", *map(str, error.instance_path)]) for error in refused}
    by_helm = re.findall(
        r"^ *- at '(.*?)': (?!validation)", render(chart, values).stderr, re.MULTILINE
    )
    assert {path.replace("~1", "/") for path in by_helm} == by_synth


def without_run(data: Any, name: str = NAME) -> Any:  # noqa: ANN401 - JSON
    """Return objects without the digits that name a run of the provisioning by what it runs."""
    return json.loads(re.sub(rf'"{name}-[0-9a-f]{{10}}"', f'"{name}-run"', json.dumps(data)))


def complete(chart: str, values: Json | None = None) -> Json:
    """Return values over the chart's own."""
    return merge(
        [load_yaml(written(SAMPLES[chart] if values is None else values), Path())]
    ).effective
