"""Judges a folder of synthesized stacks of one environment."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.provider_locks import LOCK_FILE, lock_text
from delivery.verify.allowed import FUNCTIONS
from delivery.verify.blocks import ASSETS, block_findings, charts, section_findings
from delivery.verify.finding import Finding, joined
from delivery.verify.reading import STACK_NAME, expected_manifest, files
from delivery.verify.settings import Settings
from delivery.verify.templates import UnclearError, calls
from terraform_json.json_object import UnreadableJsonError, read_object
from terraform_json.manifest import MANIFEST, STACK_FILE
from terraform_json.types import Json

_LONGEST_TEXT: Final = 160


def verify(folder: Path, config: EnvironmentConfig) -> tuple[str, ...]:
    """Return the names of the stacks in a folder that may be planned with an identity.

    Args:
        folder: What synthesis wrote for one environment; anybody may have run it.
        config: The environment, as main has it.

    Raises:
        ConfigError: Something in the folder is not known here: all of it is in the error.
    """
    judge = _Judge(folder=folder, config=config)
    stacks = judge.stacks()
    mistakes = [judge.mistake(place, finding) for place, finding in judge.findings(stacks)]
    if mistakes:
        raise ConfigError(mistakes)
    return tuple(stacks)


@dataclass(frozen=True, kw_only=True)
class _Judge:
    folder: Path
    config: EnvironmentConfig

    def mistake(self, place: str, finding: Finding) -> Mistake:
        value = finding.value
        return Mistake(
            file=self.folder / _one_line(place),
            line=None,
            path=_one_line(finding.path),
            value=None if value is None else json.dumps(value)[:_LONGEST_TEXT],
            problem=_one_line(finding.problem),
            allowed=finding.allowed,
            remedy=finding.remedy,
        )

    def stacks(self) -> tuple[str, ...]:
        """Return the stacks that the manifest lists, once it is as CDKTF writes it.

        `cdktf` opens the folders that the manifest names.
        """
        try:
            manifest = read_object(self.folder / MANIFEST)
            listed = {name: stack["dependencies"] for name, stack in manifest["stacks"].items()}
            expected = expected_manifest(listed, f"{manifest['version']}")
            names = [*listed, *(name for needed in listed.values() for name in needed)]
            known = all(STACK_NAME.fullmatch(name) and name in listed for name in names)
        except UnreadableJsonError as error:
            raise self._unusual_manifest(error.problem) from error
        except (KeyError, TypeError, AttributeError) as error:
            raise self._unusual_manifest(f"lacks {error}") from error
        if not listed or not known or manifest != expected:
            raise self._unusual_manifest("its stacks are not where CDKTF puts them")
        return tuple(listed)

    def findings(self, stacks: tuple[str, ...]) -> Iterator[tuple[str, Finding]]:
        """Yield every finding with its file, seen from the folder."""
        belong = {MANIFEST}
        folders: list[str] = []
        for stack in stacks:
            place = f"stacks/{stack}/{STACK_FILE}"
            lock = f"stacks/{stack}/{LOCK_FILE}"
            belong |= {place, lock}
            try:
                data = read_object(self.folder / place)
            except UnreadableJsonError as error:
                allowed = "an object in JSON that has one reading"
                yield place, Finding(path="", value=None, problem=error.problem, allowed=allowed)
                folders.append(f"stacks/{stack}/{ASSETS}")
                continue
            folders += (f"stacks/{stack}/{chart}" for chart in charts(data))
            for finding in _lock_findings(self.folder / lock, data):
                yield lock, finding
            for finding in _stack_findings(data, Settings(config=self.config, stack=stack)):
                yield place, finding
        for place, regular in files(self.folder):
            below = any(place == each or place.startswith(f"{each}/") for each in folders)
            if not regular or not (place in belong or below):
                yield place, _stray("is no regular file" if not regular else "does not belong here")

    def _unusual_manifest(self, problem: str) -> ConfigError:
        allowed, remedy = "the manifest that CDKTF writes", "run `make synth` to write it again"
        finding = Finding(path="", value=None, problem=problem, allowed=allowed, remedy=remedy)
        return ConfigError([self.mistake(MANIFEST, finding)])


def _lock_findings(file: Path, data: Json) -> Iterator[Finding]:
    """Yield a finding unless the lock file is the one that main's hashes make for the stack."""
    try:
        expected = lock_text(data)
    except (KeyError, TypeError, AttributeError):
        # What the stack requires is no list of providers, which has a finding of its own.
        return
    regular = file.is_file() and not file.is_symlink()
    if not regular or file.read_bytes() != expected.encode():
        problem = "does not lock the stack's providers as main does"
        allowed = "the hashes in tools/terraform/providers.lock.hcl"
        yield Finding(path="", value=None, problem=problem, allowed=allowed)


def _stack_findings(data: Json, settings: Settings) -> Iterator[Finding]:
    yield from section_findings(data)
    yield from settings.findings(data)
    yield from block_findings(data, settings)
    for section, value in data.items():
        yield from _call_findings(section, value)


def _call_findings(section: str, content: Any) -> Iterator[Finding]:  # noqa: ANN401 - JSON
    """Yield the functions that strings, or keys, which are strings, call and must not."""
    waiting = [(section, content)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += ((path, key) for key in value)
            waiting += ((joined(path, key), nested) for key, nested in value.items())
        elif isinstance(value, list):
            waiting += ((joined(path, index), nested) for index, nested in enumerate(value))
        elif isinstance(value, str):
            yield from _refused_calls(path, value)


def _refused_calls(path: str, text: str) -> Iterator[Finding]:
    try:
        refused = sorted(set(calls(text)) - FUNCTIONS)
    except UnclearError as error:
        allowed = "expressions as CDKTF writes them"
        yield Finding(path=path, value=text, problem=f"{error}", allowed=allowed)
        return
    for name in refused:
        problem = f"calls the function `{name}`, which is not known here"
        allowed = "functions that see their arguments only"
        yield Finding(path=path, value=text, problem=problem, allowed=allowed)


def _one_line(text: str) -> str:
    """Return text of others as one line: GitHub takes a line that begins with `::` for a command.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
    """
    return text.encode("unicode_escape").decode("ascii")[:_LONGEST_TEXT]


def _stray(problem: str) -> Finding:
    allowed = "the manifest, the stacks, and the charts that their releases name"
    return Finding(path="", value=None, problem=problem, allowed=allowed)
