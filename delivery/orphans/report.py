"""Orphans as lines for people, and as `import` blocks for Terraform."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from rich.console import Console

from delivery.orphans.facts import UNKNOWN
from delivery.orphans.orphan import Found, Orphan

IMPORTS: Final = "imports.tf.json"
"""The file of a stack's import blocks, beside what synthesis wrote, which Terraform reads as well:
https://developer.hashicorp.com/terraform/language/import"""


def shown(found: Found, environment: str, now: datetime, console: Console) -> None:
    """Print what was found, and what to do about it.

    Args:
        found: It.
        environment: The environment.
        now: The time by which ages are counted.
        console: Where it is printed, as a line that is not broken.
    """
    for stack, state in found.states.items():
        if state.lock:
            console.print(
                f"The state of {stack} is locked: {state.lock}. If nobody is at work on it any"
                f" more: terraform -chdir={found.folders[stack]} force-unlock {state.lock_id}"
            )
    if not found.orphans:
        console.print(f"Nothing carries the tags of {environment} that no state knows.")
        return
    console.print(f"No state knows these, which carry the tags of {environment}, or are its:")
    for stack, orphans in groupby(found.orphans, key=lambda each: each.stack):
        console.print(f"\n{stack or 'of no stack'}:")
        for each in orphans:
            console.print("\n".join(_lines(each, now)))
    importable = sum(bool(each.address) for each in found.orphans)
    console.print(f"\n{len(found.orphans)} in all, of which {importable} can be imported.")
    if importable:
        console.print(
            "--imports writes the blocks, and the next deployment from this folder imports them."
        )
    if any(each.age == UNKNOWN for each in found.orphans):
        console.print("AWS keeps no date where the age is not known, and CloudTrail tells none.")


def _lines(each: Orphan, now: datetime) -> Iterator[str]:
    name = f" ({each.name})" if each.name not in ("", each.identifier) else ""
    kind = "" if each.type == each.identifier else f"{each.type} "
    yield f"  {kind}{each.identifier}{name}, {age_of(each, now)}"
    delete = each.delete or "how it is deleted is not known here"
    if each.address:
        yield f"    import to {each.address}, or delete: {delete}"
    else:
        yield f"    cannot be imported: {each.why}. To delete: {delete}"


def age_of(orphan: Orphan, now: datetime) -> str:
    """Return how old something is, in the largest unit, or that nobody knows."""
    if orphan.made is None:
        return orphan.age
    age = now - orphan.made
    units = {"d": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}
    for unit, length in units.items():
        if age >= length:
            return f"{age // length} {unit} old"
    return "less than 1 min old"


def write_imports(found: Found) -> list[Path]:
    """Write the import blocks of each stack beside it, and return the files.

    A file of an earlier search is replaced, or removed where nothing is to be imported any more.
    """
    written = []
    for stack, folder in found.folders.items():
        blocks = [
            {"to": each.address, "id": each.identifier}
            for each in found.orphans
            if each.stack == stack and each.address
        ]
        file = folder / IMPORTS
        file.unlink(missing_ok=True)
        if blocks:
            file.write_text(json.dumps({"import": blocks}, indent=2) + "\n", encoding="utf-8")
            written.append(file)
    return written


def as_json(found: Found) -> str:
    """Return the orphans as JSON: a list of objects."""
    return json.dumps(
        [
            vars(each) | {"made": each.made.isoformat() if each.made else None}
            for each in found.orphans
        ],
        indent=2,
    )
