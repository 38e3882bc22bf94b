"""Releases of one version of the chart, upgraded to another on a control plane."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from config.applications.chart_values import CHART
from sandbox.chart.upgrade import Upgrade, immutable_fields, tried, values_of
from sandbox.kubernetes import LocalControlPlane

Try = Callable[..., Upgrade]

Change = tuple[str, str, str]
"""A file of the chart, a text in it, and the text that takes its place."""

DEPLOYMENT = "templates/deployment.yaml"
SURGE = 'maxSurge: {{ include "microservice.yaml" .Values.rollout.maxSurge }}'
RESTARTS = (
    "templates/_podtemplate.tpl",
    "\n  annotations:\n",
    "\n  annotations:\n    revision: two\n",
)
TAKES_FIRST = (
    DEPLOYMENT,
    f"maxUnavailable: 0\n      {SURGE}",
    "maxUnavailable: 100%\n      maxSurge: 0",
)
SELECTS = '{{- define "microservice.selectorLabels" -}}\n'
SELECTS_ANOTHER = ("templates/_names.tpl", SELECTS, f"{SELECTS}revision: two\n")


@pytest.fixture
def upgraded(control_plane: LocalControlPlane, custom_resources: None, tmp_path: Path) -> Try:
    """Return a function that upgrades the image-only application to a chart with changes."""
    del custom_resources

    def upgrade(name: str, *changes: Change, base: Path = CHART) -> Upgrade:
        head = tmp_path / name
        shutil.copytree(CHART, head)
        for file, old, new in changes:
            text = (head / file).read_text(encoding="utf-8")
            assert text.count(old) == 1
            (head / file).write_text(text.replace(old, new), encoding="utf-8")
        values = values_of(CHART)["image-only"]
        (found,) = tried(control_plane, base, head, {name: (values, values)})
        return found

    return upgrade


def test_an_upgrade_that_adds_pods_first_keeps_them_all_ready(upgraded: Try) -> None:
    assert upgraded("strict", RESTARTS) == Upgrade(name="strict", ready=3, budget=2)


def test_an_upgrade_that_takes_pods_away_first_is_told(upgraded: Try) -> None:
    found = upgraded("weakened", RESTARTS, TAKES_FIRST)

    assert found.problem.endswith("of its pods were ready at a time, and its budget asks for 2")


def test_a_field_that_nobody_can_change_is_named(upgraded: Try) -> None:
    found = upgraded("renamed", SELECTS_ANOTHER)

    assert found.problem == "nobody can change Deployment renamed: spec.selector"


def test_a_base_that_cannot_be_installed_is_told(upgraded: Try, tmp_path: Path) -> None:
    found = upgraded("broken", base=tmp_path / "nowhere")

    assert found.problem.startswith("the chart of the base: `helm upgrade")


def test_each_field_that_nobody_can_change_is_named_with_its_object() -> None:
    said = (
        'cannot patch "a" with kind Service: Service "a" is invalid: spec.clusterIP: Invalid value:'
        ' "None": field is immutable && cannot patch "b" with kind Job: Job.batch "b" is invalid:'
        ' [spec.template: Invalid value: {"x":1}: field is immutable, spec.completions: Invalid'
        " value: 2: field is immutable, spec.other: Invalid value: 3: too big]"
    )

    assert immutable_fields(said) == [
        "Service a: spec.clusterIP",
        "Job b: spec.template",
        "Job b: spec.completions",
    ]


def test_what_is_wrong_otherwise_is_no_immutable_field() -> None:
    assert immutable_fields('Service "a" is invalid: spec.x: Invalid value: 1: too small') == []
