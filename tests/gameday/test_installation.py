"""How a platform takes the place of another on the cluster of a game day."""

import json
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gameday import installation
from gameday.installation import Installation
from gameday.platform import Platform
from sandbox.inside.changes import PATH
from sandbox.inside.install import Inside
from sandbox.inside.step import Release
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from terraform_json.types import Json


class Plane:
    """A control plane that remembers which steps are done, and what helm was told.

    Args:
        directory: A folder for values.
    """

    def __init__(self, directory: Path) -> None:
        self.directory, self.api = directory, self
        self.kept: Json | None = None
        self.told: list[tuple[str, ...]] = []
        self.refusals: list[str] = []

    def get(self, path: str) -> Json | None:
        """Return the steps that are done."""
        assert path == PATH
        return self.kept

    def apply(self, path: str, body: Json) -> None:
        """Keep the steps that are done."""
        assert path == PATH
        self.kept = json.loads(json.dumps(body))

    def run(self, name: str, *arguments: str) -> str:
        """Note what helm is told; refuse installations as long as there are refusals left."""
        assert name == "helm"
        self.told.append(arguments)
        if arguments[0] == "upgrade" and self.refusals:
            raise ControlPlaneError(self.refusals.pop())
        return ""


def release(name: str, folder: Path) -> Release:
    """Return a release."""
    return Release(
        address=f"helm_release.{name}",
        name=name,
        namespace=name,
        chart=folder / "chart",
        values=("a: 1\n",),
        timeout_seconds=60,
    )


def platform(*releases: Release) -> Platform:
    """Return a platform of releases, each of which needs the one before."""
    inside = Inside(waves=tuple((each,) for each in releases), left_out=())
    return cast("Platform", SimpleNamespace(inside=inside, stand_ins=(), canaries=None, flags=()))


@pytest.fixture
def plane(tmp_path: Path) -> Plane:
    """Return a control plane with nothing on it."""
    return Plane(tmp_path)


@pytest.fixture
def install(plane: Plane, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401 - a function
    """Return a function that installs a platform, beside what needs no release."""
    for module, name in (("custom_resources", "install"), ("resource_metrics", "stand_in")):
        monkeypatch.setattr(getattr(installation, module), name, lambda *_: None)
    return Installation(cast("LocalControlPlane", plane), "http://127.0.0.1").install


def test_no_release_waits_for_its_pods(plane: Plane, install: Any, tmp_path: Path) -> None:  # noqa: ANN401
    install(platform(release("a", tmp_path)))
    assert [each[0] for each in plane.told] == ["upgrade"]
    assert "--wait" not in plane.told[0]


def test_a_release_that_changes_goes_in_its_turn_and_not_before_others_have_come(
    plane: Plane,
    install: Any,  # noqa: ANN401 - a function
    tmp_path: Path,
) -> None:
    first, second, same = (release(name, tmp_path) for name in ("a", "b", "c"))
    install(platform(first, second, same))
    plane.told.clear()
    changed = (replace(each, values=("a: 2\n",)) for each in (first, second))
    install(platform(*changed, same))
    named = [(verb, next(each for each in rest if each in "abc")) for verb, *rest in plane.told]
    assert named == [("uninstall", "a"), ("upgrade", "a"), ("uninstall", "b"), ("upgrade", "b")]


@pytest.mark.parametrize(
    ("refusal", "attempts"), [("the object has been modified", 2), ("is forbidden", 1)]
)
def test_a_release_comes_again_once_quotas_have_counted_what_has_gone(
    plane: Plane,
    install: Any,  # noqa: ANN401 - a function
    tmp_path: Path,
    refusal: str,
    attempts: int,
) -> None:
    one = release("a", tmp_path)
    install(platform(one))
    plane.told.clear()
    plane.refusals = [refusal]
    with nullcontext() if attempts > 1 else pytest.raises(ControlPlaneError, match=refusal):
        install(platform(replace(one, values=("a: 2\n",))))
    assert [verb for verb, *_ in plane.told] == ["uninstall", *["upgrade"] * attempts]
