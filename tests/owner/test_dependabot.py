"""What Dependabot looks after: everything that is pinned, in all the places where it is."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addons.names import PLATFORM_ADDONS
from tests.fixtures.checkout import ROOT

SEES = {
    "github-actions": ".github/workflows/*.yml",
    "gomod": "tools/*/go.mod",
    "npm": "package.json",
    "pip": "**/requirements.txt",
}
"""By ecosystem, the files that pin something; those of Helm are compared below."""
MADE = {".cache", ".tools", ".venv", "node_modules"}

UPDATES: list[dict[str, Any]] = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text())[
    "updates"
]


def looked_after(ecosystem: str) -> list[str]:
    """Return the folders of an ecosystem, as the file has them."""
    (update,) = [each for each in UPDATES if each["package-ecosystem"] == ecosystem]
    return [*update.get("directories", ()), *filter(None, [update.get("directory")])]


def pinning(pattern: str) -> list[Path]:
    """Return the files of a pattern that people or commands of the project write."""
    files = (file.relative_to(ROOT) for file in ROOT.glob(pattern))
    return [file for file in files if not MADE & {*file.parts}]


@pytest.mark.parametrize(("ecosystem", "pattern"), SEES.items())
def test_every_folder_that_pins_something_is_looked_after(ecosystem: str, pattern: str) -> None:
    # Dependabot reads the workflows from the root.
    folders = {file.parent for file in pinning(pattern)} if "workflows" not in pattern else {Path()}
    known = looked_after(ecosystem)

    assert folders
    missing = {
        folder for folder in folders if not any((Path("/") / folder).match(one) for one in known)
    }
    assert not missing, f".github/dependabot.yml looks after {known} for {ecosystem} only"


def test_every_chart_that_the_platform_pins_is_looked_after_in_that_version() -> None:
    files = {file.parent.name: file for file in ROOT.glob("helm/addons/*/addon.yaml")}
    pins = {name: yaml.safe_load(file.read_text()) for name, file in files.items()}
    listed = yaml.safe_load((ROOT / "tools/charts/Chart.yaml").read_text())["dependencies"]

    known = {(each["name"], each["version"], each["repository"]) for each in listed}
    pinned = {
        name: (each["chart"], each["version"], each["repository"]) for name, each in pins.items()
    }
    # An addon that an owner adds is looked after where the owner lists it.
    assert {pinned[name] for name in PLATFORM_ADDONS} <= known
    assert known <= {*pinned.values()}, "tools/charts/Chart.yaml differs from helm/addons"
    assert looked_after("helm") == ["/tools/charts"]


def test_nothing_is_proposed_before_it_is_a_week_old() -> None:
    assert {each["cooldown"]["default-days"] for each in UPDATES} == {7}
