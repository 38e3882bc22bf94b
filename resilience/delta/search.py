"""Finds which part of a change takes what was survived, by making parts of it alone."""

import json
import shutil
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from config.errors import Failure, Refusal
from resilience.analysis import Analysis
from resilience.delta.changes import Change, applied, changes
from resilience.delta.losses import Case, Loss, gone, losses
from terraform_json.manifest import read_manifest
from terraform_json.types import Json

TRIALS: Final = 80
"""How many platforms are tried before the search gives up: each takes a good half second."""

T = TypeVar("T")
Analyse = Callable[[Path], Analysis]


@dataclass(frozen=True, kw_only=True)
class Delta:
    """The effect of a change on what is survived.

    Attributes:
        lost: What was survived and no longer is, paths that are gone first.
        gained: What is survived and was not before: a loss seen from the other side.
        causes: A part of the change that causes a loss, and of which nothing can be left out, by
            the loss.
        tried: How many platforms were tried.
    """

    lost: tuple[Loss, ...]
    gained: tuple[Loss, ...]
    causes: dict[Case, tuple[Change, ...]]
    tried: int


def delta(base: Path, head: Path, analyse: Analyse) -> Delta:
    """Return what a change does to what is survived.

    Args:
        base: The folder that was synthesized before the change.
        head: The folder that was synthesized after it.
        analyse: Analyses a folder.

    Raises:
        Refusal: One of the folders holds no synthesized stacks.
    """
    before, after = analyse(base), analyse(head)
    lost = _lost(before, after)
    with tempfile.TemporaryDirectory() as folder:
        search = _Search(base, head, Path(folder), before, analyse)
        causes = search.causes([loss.what for loss in lost])
    return Delta(
        lost=tuple(lost),
        gained=tuple(losses(after, before)),
        causes=causes,
        tried=search.tried,
    )


class _Search:
    """Tries parts of a change on the platform before it.

    Attributes:
        tried: How many were tried.
    """

    def __init__(
        self, base: Path, head: Path, folder: Path, before: Analysis, analyse: Analyse
    ) -> None:
        self.folder, self.before, self.analyse = folder, before, analyse
        self.stacks, there = _read(base), _read(head)
        self.changes = tuple(changes(self.stacks, there))
        self.tried = 0
        self._known: dict[tuple[Change, ...], frozenset[Case]] = {}
        _prepare(folder, (base, head))

    def causes(self, wanted: Collection[Case]) -> dict[Case, tuple[Change, ...]]:
        """Return for each loss a part of the change that causes it and of which all is needed."""
        found: dict[Case, tuple[Change, ...]] = {}
        for what in wanted:
            if what in found or what not in self._lost(self.changes):
                continue
            part = smallest(self.changes, partial(self._loses, what))
            if self.tried >= TRIALS:
                break
            lost = self._lost(part)
            found |= {each: part for each in wanted if each in lost and each not in found}
        return found

    def _loses(self, what: Case, made: tuple[Change, ...]) -> bool:
        return what in self._lost(made)

    def _lost(self, made: tuple[Change, ...]) -> frozenset[Case]:
        """Return what is lost with a part of the change; nothing where it cannot be made alone."""
        if made not in self._known:
            if self.tried >= TRIALS:
                return frozenset()
            self.tried += 1
            self._known[made] = self._try(made)
        return self._known[made]

    def _try(self, made: tuple[Change, ...]) -> frozenset[Case]:
        for name, stack in applied(self.stacks, made).items():
            _write(self.folder, name, stack)
        try:
            after = self.analyse(self.folder)
        except (Failure, Refusal):  # references that lead nowhere, or no values of the kind
            return frozenset()
        return frozenset(loss.what for loss in _lost(self.before, after))


def _lost(before: Analysis, after: Analysis) -> list[Loss]:
    return [*gone(before, after), *losses(before, after)]


def smallest(parts: tuple[T, ...], fails: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """Return parts with which something fails, and without any one of which it does not.

    The parts are halved while a half fails, then thirded, and so on: delta debugging,
    https://doi.org/10.1109/32.988498. With one cause among n parts that takes about 2 log n trials.

    Args:
        parts: The parts, with all of which it fails.
        fails: Whether it fails with some of them.
    """
    count = 2
    while len(parts) > 1:
        size = -(-len(parts) // count)
        chunks = [parts[start : start + size] for start in range(0, len(parts), size)]
        rests = [tuple(each for each in parts if each not in chunk) for chunk in chunks]
        for place, tried in enumerate([*chunks, *rests]):
            if len(tried) < len(parts) and fails(tried):
                parts, count = tried, 2 if place < len(chunks) else max(count - 1, 2)
                break
        else:
            if count >= len(parts):
                break
            count = min(2 * count, len(parts))
    return parts


def _read(folder: Path) -> dict[str, Json]:
    return {name: stack.read() for name, stack in read_manifest(folder).items()}


def _prepare(folder: Path, sources: tuple[Path, Path]) -> None:
    """Make a folder as synthesis writes one, with the charts of both."""
    base, _ = sources
    shutil.copy(base / "manifest.json", folder)
    for source in sources:
        for stack in read_manifest(source).values():
            for chart in stack.folder.glob("assets/*/*"):
                link = folder / chart.relative_to(source)
                link.parent.mkdir(parents=True, exist_ok=True)
                if not link.exists():
                    link.symlink_to(chart.resolve())


def _write(folder: Path, name: str, stack: Json) -> None:
    file = read_manifest(folder)[name].file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(stack), encoding="utf-8")
