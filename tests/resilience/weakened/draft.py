"""A platform that tests weaken: in its stacks, and in the files that they were made from."""

import copy
import json
import os
import shutil
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from config.addons.addon_file import AddonFile
from config.addons.load import addon_pins
from resilience.analyze import analyze
from resilience.causes.sources import Sources
from resilience.findings import Finding
from resilience.model.read import read_model
from resilience.rules.findings import judged
from terraform_json.manifest import MANIFEST, STACK_FILE
from terraform_json.types import Json
from tests.resilience.removing import remove
from tests.resilience.synthesized import synthesized

TODAY = date(2026, 11, 26)
_STACKS = "stacks"


@cache
def _stacks(environment: str) -> dict[str, Json]:
    folder = synthesized(environment) / _STACKS
    return {each.name: json.loads((each / STACK_FILE).read_text()) for each in folder.iterdir()}


class Draft:
    """A platform that a change weakens.

    Args:
        environment: The environment of the tests' own that it starts from.

    Attributes:
        stacks: Terraform's JSON of each stack.
        today: The day on which the rules judge.
    """

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self.stacks = copy.deepcopy(_stacks(environment))
        self.today = TODAY
        self._files: dict[str, Json] = {}
        self._templates: dict[str, str] = {}

    def all(self, kind: str, *words: str) -> list[Json]:
        """Return the blocks of a type whose labels have all of these words."""
        return [block for _, _, block in self._found(kind, words)]

    def one(self, kind: str, *words: str) -> Json:
        """Return the only such block."""
        (block,) = self.all(kind, *words)
        return block

    def address(self, kind: str, *words: str) -> str:
        """Return the address of the only such block."""
        ((_, label, _),) = self._found(kind, words)
        return f"{kind}.{label}"

    def remove(self, kind: str, *words: str) -> None:
        """Take such blocks away, as synthesis without them does."""
        for stack, label, _ in list(self._found(kind, words)):
            self.remove_at(stack, kind, label)

    def remove_at(self, stack: str, kind: str, label: str) -> None:
        """Take a block away, and out of the lists of others."""
        remove(self.stacks[stack], kind, label)

    def add(self, stack: str, kind: str, label: str, block: Json) -> None:
        """Add a block."""
        self.stacks[stack]["resource"].setdefault(kind, {})[label] = block

    def _found(self, kind: str, words: tuple[str, ...]) -> Iterator[tuple[str, str, Json]]:
        for stack, content in self.stacks.items():
            for label, block in content["resource"].get(kind, {}).items():
                if all(word in label for word in words):
                    yield stack, label, block

    def setting(self, *path: str, value: object) -> None:
        """Write a key into the environment's file."""
        self._write(f"config/environments/{self._environment}.yaml", path, value)

    def application(self, name: str, values: Json) -> None:
        """Give values to an application, in its folder and in its release."""
        folder = Path("helm/apps") / name
        own = folder / f"values.{self._environment}.yaml"
        self._release(name, values, str(own if own.exists() else folder / "values.yaml"))

    def addon(self, name: str, values: Json) -> None:
        """Give values to an addon, in its folder and in its release."""
        self._release(name, values, f"helm/addons/{name}/values.yaml")

    def platform_file(self, application: str, *path: str, value: object) -> None:
        """Write a key into an application's platform.yaml."""
        self._write(f"helm/apps/{application}/platform.yaml", path, value)

    def template(self, chart: str, manifest: Json) -> None:
        """Add a manifest to what a chart of ours makes."""
        self._templates[chart] = json.dumps(manifest)

    def _release(self, name: str, values: Json, file: str) -> None:
        (release,) = (each for each in self.all("helm_release") if each["name"] == name)
        release.setdefault("values", []).append(yaml.safe_dump(values))
        for path, value in _leaves(values, ()):
            self._write(file, path, value)

    def _write(self, file: str, path: tuple[str, ...], value: object) -> None:
        data = self._files.setdefault(file, yaml.safe_load(Path(file).read_text()) or {})
        *above, last = path
        for key in above:
            if not isinstance(data.get(key), dict):
                data[key] = {}
            data = data[key]
        data[last] = value

    def write(self, folder: Path) -> Path:
        """Write its stacks to a folder, as synthesis would; return where."""
        output = folder / "cdktf.out"
        _copy(synthesized(self._environment), output)
        for name, stack in self.stacks.items():
            (output / _STACKS / name / STACK_FILE).write_text(json.dumps(stack, indent=2))
        for chart, text in self._templates.items():
            _add_template(output, chart, text)
        return output

    def findings(self, folder: Path) -> tuple[Finding, ...]:
        """Write it to a folder, read it from there, and return what the rules find."""
        output = self.write(folder)
        for file in ("config/environments", "helm"):
            left_out = shutil.ignore_patterns("*.json", "tests")
            shutil.copytree(file, folder / file, ignore=left_out, copy_function=os.link)
        for file, data in self._files.items():
            # The file of before is the checkout's as well.
            (folder / file).unlink(missing_ok=True)
            (folder / file).write_text(yaml.safe_dump(data, sort_keys=False))
        model = read_model(output, addons=_pins(), cache=_kept())
        sources = Sources.of(
            self._environment,
            output,
            today=self.today,
            folder=folder / "config/environments",
            root=folder,
        )
        return judged(analyze(model), sources).findings


@cache
def _pins() -> dict[str, AddonFile]:
    return addon_pins()


@cache
def _kept() -> Path:
    """Return a folder for what was rendered, of which most platforms have most in common."""
    return synthesized("prod").parent / "rendered"


def _add_template(output: Path, chart: str, text: str) -> None:
    """Put a template into a chart of the stack k8s, in place of the link to the charts."""
    assets = output / _STACKS / "k8s" / "assets"
    if assets.is_symlink():
        charts = assets.resolve()
        assets.unlink()
        shutil.copytree(charts, assets)
    (folder,) = assets.glob(f"*{chart}-chart_*/*")
    (folder / "templates" / "added.yaml").write_text(text)


def _copy(source: Path, target: Path) -> None:
    """Copy what was synthesized, its charts as links."""
    target.mkdir()
    shutil.copy(source / MANIFEST, target)
    for stack in (source / _STACKS).iterdir():
        (target / _STACKS / stack.name).mkdir(parents=True)
        if (stack / "assets").exists():
            (target / _STACKS / stack.name / "assets").symlink_to(stack / "assets")


def _leaves(values: Json, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value
