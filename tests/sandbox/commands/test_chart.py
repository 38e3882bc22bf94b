"""What the upgrade of the chart tells, with stand-ins for the control plane and its releases."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from config.applications.chart_values import CHART
from ops.command import Failure, plain_console
from sandbox.chart import upgrade
from sandbox.chart.upgrade import Upgrade
from sandbox.commands import chart as module
from sandbox.kubernetes import rollouts
from tests.delivery.test_charts import commit, git

Run = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in a repository with the chart in one version."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    commit("1.0.0", "first")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that upgrades with some results; it returns the charts' templates."""

    def ran(*results: Upgrade) -> list[str]:
        templates: list[str] = []

        def upgrades(cluster: None, *charts: Path) -> list[Upgrade]:
            del cluster
            templates.extend((chart / "templates/all.yaml").read_text() for chart in charts)
            return list(results)

        def nothing(*arguments: Any) -> nullcontext[None]:  # noqa: ANN401
            del arguments
            return nullcontext()

        monkeypatch.setattr(module, "control_plane", nothing)
        monkeypatch.setattr(module, "install", nothing)
        for step in ("define", "ours", "run"):
            monkeypatch.setattr(rollouts, step, nothing)
        monkeypatch.setattr(module, "upgrades", upgrades)
        module.upgrade_chart(plain_console(), "HEAD")
        return templates

    return ran


def test_the_chart_of_the_base_is_upgraded_to_that_of_the_work_tree(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    (CHART / "templates/all.yaml").write_text("second")

    assert run(Upgrade(name="web", ready=4, budget=2)) == ["first", "second"]
    assert capsys.readouterr().out.startswith("helm/microservice 1.0.0 of ")


def test_each_chart_is_tried_with_its_own_values_of_the_names_that_both_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("base/ci/gone", "base/ci/web", "head/ci/new", "head/ci/web"):
        file = tmp_path / f"{name}-values.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    monkeypatch.setattr(upgrade, "tried", lambda *arguments: arguments[-1])

    found: object = upgrade.upgrades(Mock(), tmp_path / "base", tmp_path / "head")

    sides = (tmp_path / side / "ci/web-values.yaml" for side in ("base", "head"))
    assert found == {"web": tuple(sides)}


def test_upgrades_that_are_no_good_fail_with_their_reasons(run: Run) -> None:
    (CHART / "templates/all.yaml").write_text("second")
    bad = Upgrade(name="web", budget=2, problem="nobody can change Service web: spec.clusterIP")

    with pytest.raises(Failure) as caught:
        run(Upgrade(name="service", ready=3, budget=2), bad)

    assert str(caught.value).splitlines()[:2] == [
        "1 of 2 upgrades of helm/microservice failed.",
        "web: nobody can change Service web: spec.clusterIP",
    ]


def test_a_chart_without_another_version_is_not_upgraded(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run() == []
    assert capsys.readouterr().out == (
        "No commit here has helm/microservice in another version than 1.0.0: none to upgrade\n"
    )
