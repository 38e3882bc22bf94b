"""The differences of two synthesized platforms, each of which can be made alone."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import yaml

from terraform_json.types import Json, TerraformJsonError
from terraform_json.values import merged_values

Stacks = Mapping[str, Json]
Key = str | int

_SECTIONS: Final = ("data", "resource")
_NOTES: Final = "//"
"""The key under which CDKTF keeps its own notes: no difference of these is one."""
_VALUES: Final = "values"


class _Absent:
    """Stands where one of both platforms has nothing."""


ABSENT: Final = _Absent()
MERGED: Final = -1
"""All texts of Helm's values together, where one platform has more of them than the other."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """One difference: equal to itself alone, so that results can be kept by it.

    Attributes:
        stack: The stack.
        section: `resource` or `data`.
        kind: The type of the block.
        name: The block's name.
        keys: The keys to the value within the block; none for the block as a whole.
        text: Which of the texts of Helm's values the keys lead into, if they do; MERGED for all of
            them as Helm merges them.
        old: The value before; ABSENT for none.
        new: The value after; ABSENT for none.
    """

    stack: str
    section: str
    kind: str
    name: str
    keys: tuple[Key, ...] = ()
    text: int | None = None
    old: Any
    new: Any

    def __str__(self) -> str:
        """Return it as people read it."""
        data = "data." if self.section == "data" else ""
        address = f"{self.stack}:{data}{self.kind}.{self.name}"
        if not self.keys:
            return f"{address} is {'added' if self.old is ABSENT else 'removed'}"
        where = f"{address}: {'.'.join(str(key) for key in self.keys)}"
        return f"{where}: {_shown(self.old)} -> {_shown(self.new)}"


def changes(base: Stacks, head: Stacks) -> list[Change]:
    """Return the differences of all blocks, the smallest that can be made alone."""
    return [each for stack in sorted({*base, *head}) for each in _of_stack(stack, base, head)]


def applied(base: Stacks, made: Iterable[Change]) -> dict[str, Json]:
    """Return stacks with some changes made."""
    stacks = {name: _unshared(stack) for name, stack in base.items()}
    for change in made:
        blocks = stacks[change.stack].setdefault(change.section, {}).setdefault(change.kind, {})
        if not change.keys:
            _set(blocks, (change.name,), change.new)
            continue
        block = blocks[change.name] = deepcopy(blocks[change.name])
        if change.text is None:
            _set(block, change.keys, change.new)
        else:
            _set_in_text(block, change)
    return stacks


def _of_stack(stack: str, base: Stacks, head: Stacks) -> Iterator[Change]:
    before, after = (dict(_blocks(each.get(stack, {}))) for each in (base, head))
    for section, kind, name in sorted({*before, *after}):
        place: dict[str, Any] = {"stack": stack, "section": section, "kind": kind, "name": name}
        old, new = (each.get((section, kind, name), ABSENT) for each in (before, after))
        if isinstance(old, _Absent) or isinstance(new, _Absent):
            yield Change(**place, old=old, new=new)
        elif old != new:
            yield from (Change(**place, **found) for found in _within_block(old, new))


def _blocks(stack: Json) -> Iterator[tuple[tuple[str, str, str], Json]]:
    for section in _SECTIONS:
        for kind, named in stack.get(section, {}).items():
            for name, block in named.items():
                told = {key: value for key, value in block.items() if key != _NOTES}
                yield (section, kind, name), told


def _within_block(old: Json, new: Json) -> Iterator[dict[str, Any]]:
    """Yield the differences of a block, those of Helm's values key by key."""
    try:
        of_values = list(_within_values(*(_texts(each) for each in (old, new))))
        left_out = {_VALUES}
    except (TerraformJsonError, yaml.YAMLError):  # values that Helm refuses, too
        of_values, left_out = [], set()
    yield from of_values
    one, other = ({k: each[k] for k in each if k not in left_out} for each in (old, new))
    yield from _within(one, other, ())


def _texts(block: Json) -> list[str]:
    texts = block.get(_VALUES) or []
    if isinstance(texts, list) and all(isinstance(each, str) for each in texts):
        return texts
    raise TerraformJsonError("values are no list of texts")


def _within_values(before: list[str], after: list[str]) -> Iterator[dict[str, Any]]:
    if len(before) != len(after):
        found = _within(merged_values(before), merged_values(after), ())
        yield from (each | {"text": MERGED} for each in found)
        return
    for index, texts in enumerate(zip(before, after, strict=True)):
        one, other = (merged_values([text]) for text in texts)
        yield from (found | {"text": index} for found in _within(one, other, ()))


def _set_in_text(block: Json, change: Change) -> None:
    texts = _texts(block)
    if change.text == MERGED:
        texts = [yaml.safe_dump(merged_values(texts), sort_keys=False)]
    index = max(change.text or 0, 0)
    values = merged_values([texts[index]])
    _set(values, change.keys, change.new)
    block[_VALUES] = [*texts]
    block[_VALUES][index] = yaml.safe_dump(values, sort_keys=False)


def _within(old: Any, new: Any, keys: tuple[Key, ...]) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys([*old, *new]):
            yield from _within(old.get(key, ABSENT), new.get(key, ABSENT), (*keys, key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _within(before, after, (*keys, index))
    else:
        yield {"keys": keys, "old": old, "new": new}


def _set(data: Any, keys: tuple[Key, ...], value: Any) -> None:  # noqa: ANN401 - JSON
    """Set a value in JSON, or take it away where there is to be none."""
    *way, last = keys
    for key in way:
        data = data.setdefault(key, {}) if isinstance(data, dict) else data[key]
    if value is not ABSENT:
        data[last] = value
    elif isinstance(data, dict):
        data.pop(last, None)


def _unshared(stack: Json) -> Json:
    """Return a stack whose blocks can be replaced without changing the stack that is given."""
    copied = dict(stack)
    for section in _SECTIONS:
        if section in stack:
            copied[section] = {kind: dict(named) for kind, named in stack[section].items()}
    return copied


def _shown(value: object) -> str:
    text = "nothing" if value is ABSENT else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004 - a line's worth
