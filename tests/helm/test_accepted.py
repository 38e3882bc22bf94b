"""What passes synth is taken by the API server: nothing that it refuses gets that far."""

import copy
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from config.applications.chart_rules import rule_mistakes
from config.applications.chart_schema import schema_mistakes
from config.applications.chart_values import CHART, merge
from config.kubernetes_names import DEFAULT_PRIORITY_CLASS, INGRESS_CLASS, SECRET_STORE
from config.yaml.source import load_yaml
from sandbox.kubernetes import LocalControlPlane
from terraform_json.types import Json
from tests.helm.samples import MICROSERVICE
from tests.helm.texts import resolved, schema_of, written

Tool = Callable[..., subprocess.CompletedProcess[str]]
Steps = tuple[str | int, ...]

SCHEMA = schema_of("microservice")
# What the platform has; other names are refused.
EXISTING = {
    "nodeGroup": "apps",
    "priorityClassName": DEFAULT_PRIORITY_CLASS,
    "ingressClassName": INGRESS_CLASS,
}
NUMBERS = {
    "startingDeadlineSeconds": 60,
    "activeDeadlineSeconds": 1,
    "backoffLimit": 1,
    "failOnExitCodes": [1],
    "successfulJobsHistoryLimit": 1,
    "failedJobsHistoryLimit": 1,
}
OFTEN = {"periodSeconds": 1, "timeoutSeconds": 1, "failureThreshold": 1}
BEHAVIOR = {
    way: {
        "stabilizationWindowSeconds": 1,
        "policies": [{"type": "Pods", "value": 1, "periodSeconds": 1}],
    }
    for way in ("scaleUp", "scaleDown")
}
VALUES: Json = {
    **MICROSERVICE,
    **EXISTING,
    "port": 8080,
    "user": {"id": 1, "group": 1},
    "shutdown": {"delaySeconds": 1, "drainSeconds": 1},
    "rollout": {"maxSurge": 1, "revisionHistoryLimit": 1},
    "podDisruptionBudget": {"minAvailable": 1},
    "externalSecret": MICROSERVICE["externalSecret"] | {"store": SECRET_STORE},
    "autoscaling": {
        "minReplicas": 2,
        "maxReplicas": 2**31 - 1,
        "targetCPUUtilizationPercentage": 1,
        "targetMemoryUtilizationPercentage": 1,
        "metrics": MICROSERVICE["autoscaling"]["metrics"],
        "behavior": BEHAVIOR,
    },
    "probes": {
        name: {"port": 1} | OFTEN | MICROSERVICE["probes"][name]
        for name in ("startup", "readiness", "liveness")
    },
    "sidecars": {
        name: sidecar | {each: OFTEN | sidecar[each] for each in ("startup", "readiness")}
        for name, sidecar in MICROSERVICE["sidecars"].items()
    },
    "schedules": {name: schedule | NUMBERS for name, schedule in MICROSERVICE["schedules"].items()},
    "scheduleDefaults": MICROSERVICE["scheduleDefaults"] | NUMBERS,
}
TOGETHER = 8
# Without surrogates, which no file could hold.
CHARACTERS = st.characters(exclude_categories=["Cs"])


def leaves(value: object, part: Json, steps: Steps = ()) -> Iterator[tuple[Steps, Json]]:
    """Yield the place of each text, number and key of people's, with its part of the schema."""
    part = resolved(SCHEMA, part)
    if isinstance(value, dict):
        for key, item in value.items():
            own = key in part.get("properties", {})
            if not own:
                pattern, inner = next(iter(part["patternProperties"].items()))
                longest = part.get("propertyNames", {}).get("maxLength")
                limit = {"maxLength": longest} if longest else {}
                yield (*steps, key, "(key)"), {"type": "string", "pattern": pattern} | limit
            yield from leaves(item, part["properties"][key] if own else inner, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, part["items"], (*steps, index))
    elif steps[-1] not in {*EXISTING, "store"}:
        yield steps, part


def drawn(part: Json) -> st.SearchStrategy[Any]:
    """Return what a text, a number or a choice of the schema may be."""
    part = resolved(SCHEMA, part)
    if "anyOf" in part:
        return st.one_of(*map(drawn, part["anyOf"]))
    if "enum" in part:
        return st.sampled_from(part["enum"])
    if part["type"] == "string":
        text = st.from_regex(part["pattern"][1:-1], fullmatch=True, alphabet=CHARACTERS)
        least, most = part.get("minLength", 0), part.get("maxLength", 1000)
        return text.filter(lambda each: least <= len(each) <= most)
    if part["type"] == "integer":
        return st.integers(part["minimum"], part["maximum"])
    return st.booleans()


# Without what the platform sets, and without the choices that other values go with.
LEAVES = [
    leaf
    for leaf in leaves(VALUES, SCHEMA)
    if leaf[0][0] not in {"database", "peers"} and leaf[0][-1] not in {"type", "enabled"}
]


# Values beside those that are varied, which then are of another kind of application.
WORKERS: Json = {
    "monitoring": {"serviceMonitor": {"enabled": False}, "prometheusRule": {"enabled": True}}
}
KINDS: list[Json] = [
    {},
    {"port": None, "extraPorts": {}, "ingresses": [], "extraObjects": {}} | WORKERS,
    {"deployment": {"enabled": False}, "extraPorts": {}, "ingresses": [], "extraObjects": {}}
    | WORKERS,
]


@st.composite
def applications(draw: st.DrawFn) -> Json:
    """Draw values that differ at a few places from those that fit."""
    values = copy.deepcopy(VALUES)
    chosen = draw(st.lists(st.sampled_from(LEAVES), min_size=1, max_size=6, unique_by=str))
    # Keys last, the innermost first: what is in them has no such place once they have other names.
    for steps, part in sorted(chosen, key=lambda leaf: ("(key)" in leaf[0], -len(leaf[0]))):
        changed = draw(drawn(part))
        *above, last = steps[:-1] if steps[-1] == "(key)" else steps
        section: Any = values
        for step in above:
            section = section[step]
        if steps[-1] == "(key)":
            section[changed] = section.pop(last)
        else:
            section[last] = changed
    return values | draw(st.sampled_from(KINDS))


def passes_synth(values: Json) -> bool:
    """Tell whether synth finds no mistake in values."""
    merged = merge([load_yaml(written(values), Path("values.yaml"))])
    return not [*schema_mistakes(merged), *rule_mistakes(merged, ())]


@pytest.fixture
def refusals(
    control_plane: LocalControlPlane, custom_resources: None, tool: Tool, tmp_path: Path
) -> Any:  # noqa: ANN401
    """Return a function that gives what chart and API server say against values."""
    del custom_resources

    def refused(many: list[Json]) -> str:
        manifests, said = [], ""
        for values in many:
            file = tmp_path / "values.yaml"
            file.write_text(written(values), encoding="utf-8")
            done = tool("helm", "template", "shop", str(CHART), f"--values={file}")
            said += done.stderr
            manifests.append(done.stdout)
        together = "\n---\n".join(manifests)
        options = (f"--kubeconfig={control_plane.kubeconfig}", "--dry-run=server", "--filename=-")
        created = tool("kubectl", "create", *options, stdin=together)
        # It warns of fractions of a byte, such as those of 0.1Gi, and rounds them up.
        lines = created.stderr.splitlines()
        return said + "\n".join(line for line in lines if "fractional byte value" not in line)

    return refused


@pytest.mark.parametrize("kind", KINDS, ids=["served", "worker", "schedules"])
def test_what_is_varied_passes_synth(kind: Json) -> None:
    assert passes_synth(VALUES | kind)


# The API server names what it refuses, so that nothing need be shrunk.
@settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(many=st.lists(applications(), min_size=TOGETHER, max_size=TOGETHER))
def test_what_passes_synth_is_taken_by_the_api_server(
    refusals: Callable[[list[Json]], str], many: list[Json]
) -> None:
    assert refusals([values for values in many if passes_synth(values)] or [VALUES]) == ""


@pytest.mark.parametrize("bound", ["minimum", "maximum"])
def test_every_number_may_be_as_small_and_as_large_as_the_schema_says(
    refusals: Callable[[list[Json]], str], bound: str
) -> None:
    many = []
    for steps, part in LEAVES:
        if bound in part:
            values = copy.deepcopy(VALUES)
            section: Any = values
            for step in steps[:-1]:
                section = section[step]
            section[steps[-1]] = part[bound]
            many.append(values)
    taken = [values for values in many if passes_synth(values)]
    assert len(taken) >= len(many) - 2
    assert refusals(taken) == ""


def test_every_number_of_the_schema_has_bounds() -> None:
    numbers = [part for _, part in LEAVES if part.get("type") == "integer"]
    assert len(numbers) > 20
    for number in numbers:
        assert -(2**31) <= number["minimum"] <= number["maximum"] < 2**31
