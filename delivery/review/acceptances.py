"""Changes of the risks that an environment's file accepts.

Both files are read as they are written: what the file of the base says need not fit the model of
the head any more.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from config.errors import ConfigError
from config.yaml.source import read_yaml
from delivery.markdown import code

_LONGEST_REASON: Final = 400
"""Characters of a reason, as many as the model allows."""
_ACCEPTED: Final = "accepted"
_NAME: Final = ("rule", "subject")
_ABOUT: Final = ("expires", "owner", "reason")

Section = dict[str, Any]


def acceptances(base: Path, head: Path) -> list[str]:
    """Return a line in Markdown for each change of the section `resilience`.

    Args:
        base: The environment's file before the change; one that is not there accepts nothing.
        head: The same, after it.
    """
    try:
        before, after = _section(base), _section(head)
    except ConfigError as error:
        why = code(" ".join(str(error).split()), _LONGEST_REASON)
        return [f"- **It is not known** which risks are accepted: {why}"]
    return [*_accepted(_by_name(before), _by_name(after)), *_others(before, after)]


def _accepted(before: dict[str, Section], after: dict[str, Section]) -> Iterator[str]:
    for name in sorted(after.keys() - before.keys()):
        risk = after[name]
        owner, until = code(_text(risk, "owner")), code(_text(risk, "expires"))
        reason = code(_text(risk, "reason"), _LONGEST_REASON)
        yield f"- newly accepted: {name}, by {owner} until {until}: {reason}"
    for name in sorted(before.keys() & after.keys()):
        old, new = before[name], after[name]
        moves = [_moves(key, old, new) for key in _ABOUT if _text(old, key) != _text(new, key)]
        if moves:
            yield f"- accepted otherwise: {name}, {', '.join(moves)}"
    for name in sorted(before.keys() - after.keys()):
        yield f"- no longer accepted: {name}"


def _others(before: Section, after: Section) -> Iterator[str]:
    """Yield what else changes of the section, such as which findings count."""
    for key in sorted((before.keys() | after.keys()) - {_ACCEPTED}):
        if _text(before, key) != _text(after, key):
            yield f"- {_moves(key, before, after)}"


def _section(file: Path) -> Section:
    data = read_yaml(file).data if file.exists() else {}
    found = data.get("resilience") if isinstance(data, dict) else {}
    return found if isinstance(found, dict) else {}


def _by_name(section: Section) -> dict[str, Section]:
    """Return the acceptances by what they are about; of two about the same, both are named."""
    found: dict[str, Section] = {}
    accepted = section.get(_ACCEPTED)
    for risk in accepted if isinstance(accepted, list) else ():
        if isinstance(risk, dict):
            rule, subject = (code(_text(risk, key)) for key in _NAME)
            name = f"{rule} of {subject}"
            while name in found:
                name += ", once more"
            found[name] = risk
    return found


def _moves(key: str, before: Section, after: Section) -> str:
    old, new = (code(_text(each, key), _LONGEST_REASON) for each in (before, after))
    return f"{code(key)}: {old} → {new}"


def _text(section: Section, key: str) -> str:
    return str(section.get(key, "(none)"))
