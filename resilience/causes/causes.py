"""Finds the line behind a place: of configuration, of values, or of Terraform's JSON."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from config.addons.addon_file import AddonFile
from config.yaml.key_path import KeyPath, dotted
from config.yaml.source import YamlDocument
from resilience.causes.json_lines import line_of
from resilience.causes.places import (
    Attribute,
    OfAddon,
    OfApplication,
    OfWorkload,
    Place,
    Setting,
)
from resilience.causes.sources import Sources, document, has
from resilience.causes.workloads import CHART_KEYS, addon_keys
from resilience.findings import Cause
from resilience.model.platform import Model
from resilience.model.pods import K8S, Workload
from terraform_json.manifest import STACK_FILE
from terraform_json.types import Json

_OWN_CHART: Final = re.compile(r"assets/.*?([a-z0-9-]+)-chart_[0-9A-F]+/")


class Causes:
    """Finds causes in the files of one environment.

    Args:
        model: The platform.
        sources: The files.
    """

    def __init__(self, model: Model, sources: Sources) -> None:
        self._model, self._sources = model, sources
        self._helm = sources.root / "helm"
        self._texts: dict[str, tuple[Path, str] | None] = {}

    def of(self, places: Sequence[Place]) -> Cause:
        """Return the cause at the first place that exists; else the environment's file."""
        for place in places:
            found = next(self._at(place), None)
            if found:
                return found
        return self._setting(()) or Cause(file=self._sources.synthesized, line=None, key="")

    def _at(self, place: Place) -> Iterator[Cause]:
        if isinstance(place, Setting):
            if found := self._setting(place.path, written=place.written):
                yield found
        elif isinstance(place, Attribute):
            yield from self._attribute(place)
        elif isinstance(place, OfWorkload):
            yield from self._workload(place)
        elif isinstance(place, OfApplication):
            yield from self._application(place.application, "platform", place.path)
        else:
            yield from self._addon(place)

    def _setting(self, path: KeyPath, *, written: bool = False) -> Cause | None:
        found = self._sources.environment
        if found is None or (written and not has(found, path)):
            return None
        return _cause(found, path)

    def _attribute(self, place: Attribute) -> Iterator[Cause]:
        if place.stack not in self._texts:
            file = self._sources.synthesized / "stacks" / place.stack / STACK_FILE
            stands = file.is_file()
            self._texts[place.stack] = (file, file.read_text("utf-8")) if stands else None
        held = self._texts[place.stack]
        if held:
            file, text = held
            path = (*_address(place.address), *place.path)
            line, known = line_of(text, path)
            if known or not path:
                yield Cause(file=file, line=line, key=dotted(path[:known]))

    def _workload(self, place: OfWorkload) -> Iterator[Cause]:
        workload = self._model.workload(place.key)
        if workload is None:
            return
        block = self._release(workload)
        name = str(block.get("name", ""))
        if not workload.release.startswith("helm_release."):
            key = "configuration_values"
            yield from self._attribute(Attribute(stack=K8S, address=workload.release, path=(key,)))
        elif (self._helm / "apps" / name).is_dir():
            if path := CHART_KEYS.get(place.aspect):
                yield from self._application(name, "values", path)
            yield from self._chart(block, path or ())
        elif (self._helm / "addons" / name / "addon.yaml").is_file():
            for path in self._addon_keys(name, workload, place):
                yield from self._addon(OfAddon(release=name, path=path))
        yield from self._attribute(Attribute(stack=K8S, address=workload.release, path=("values",)))

    def _release(self, workload: Workload) -> Json:
        kind, _, label = workload.release.partition(".")
        for stack in self._model.stacks.values():
            block: Json | None = stack.get("resource", {}).get(kind, {}).get(label)
            if block:
                return block
        return {}

    def _application(self, name: str, stem: str, path: KeyPath) -> Iterator[Cause]:
        """Yield the key in the files of an application, that of the environment first."""
        for end in (f".{self._model.environment}.yaml", ".yaml"):
            found = document(self._helm / "apps" / name / f"{stem}{end}")
            if found and has(found, path):
                yield _cause(found, path)

    def _chart(self, release: Json, path: KeyPath) -> Iterator[Cause]:
        named = _OWN_CHART.match(str(release.get("chart", "")))
        found = document(self._helm / named[1].rsplit("_")[-1] / "values.yaml") if named else None
        if found:
            yield _cause(found, path)

    def _addon_keys(self, name: str, workload: Workload, place: OfWorkload) -> list[KeyPath]:
        told = document(self._helm / "addons" / name / "addon.yaml")
        try:
            file = AddonFile.model_validate(told.data if told else None)
        except ValidationError:
            return [()]
        return addon_keys(file, name, workload, place.aspect) or [()]

    def _addon(self, place: OfAddon) -> Iterator[Cause]:
        """Yield the key in the environment's file if it is written there, else in values.yaml."""
        overridden = ("addons", "releases", place.release, "values", *place.path)
        if place.path and (found := self._setting(overridden, written=True)):
            yield found
        values = document(self._helm / "addons" / place.release / "values.yaml")
        if values:
            yield _cause(values, place.path)


def _cause(found: YamlDocument, path: KeyPath) -> Cause:
    """Return a key of a file, or the nearest section that the file has."""
    return Cause(file=found.file, line=found.line_of(path) or 1, key=dotted(path))


def _address(address: str) -> KeyPath:
    """Return the keys of a block in a stack's JSON."""
    if not address:
        return ()
    kind, _, rest = address.partition(".")
    if kind == "data":
        return ("data", *rest.split(".", 1))
    return (kind, rest) if kind in ("output", "locals") else ("resource", kind, rest)
