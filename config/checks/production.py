"""Checks that production keeps its protection."""

from collections.abc import Iterator
from typing import Final

from config.errors import Mistake
from config.reading import at
from config.sections.fields import NatGateways
from config.yaml.source import KeyPath, YamlDocument

PREFIX: Final = "prod"
"""A name that begins so looks like production."""

_OFF: Final = "is off in production, where one mistaken command would lose the data"
_PROTECTION: Final[dict[KeyPath, tuple[object, str, str]]] = {
    ("database", "deletion_protection"): (False, _OFF, "true in production"),
    ("database", "backup", "final_snapshot"): (False, _OFF, "true in production"),
    ("database", "readers", "fixed"): (
        0,
        "leaves production without a database until AWS has replaced a lost writer",
        "1 or more in production",
    ),
    ("database", "serverless", "min_acu"): (
        0,
        "lets production's database stop, and its next client wait until it has started",
        "0.5 or more in production",
    ),
    ("network", "nat_gateways"): (
        str(NatGateways.SINGLE),
        "leaves production without a way out when one zone is lost",
        "per-zone in production",
    ),
}
"""For each key, the value that production may not have, why, and what is allowed."""


def is_production(document: YamlDocument) -> bool:
    """Return whether the environment holds what must not be lost: it says so, or looks like it."""
    said = at(document, ("production",))
    return _looks_like_it(document) if said is None else said is True


def production_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield a mistake for each protection that production lacks, or if nobody says what it is."""
    if _looks_like_it(document) and at(document, ("production",)) is None:
        yield document.mistake(
            ("production",),
            f"does not say whether it is production, though its name begins with `{PREFIX}`",
            allowed="true or false",
            remedy="add `production: true`, or `production: false` if its data may be lost",
        )
    if not is_production(document):
        return
    for path, (refused, problem, allowed) in _PROTECTION.items():
        # `0 == False`, which is a mistake of another kind.
        value = at(document, path)
        if isinstance(value, bool) == isinstance(refused, bool) and value == refused:
            yield document.mistake(path, problem, allowed=allowed, remedy="remove the key")


def _looks_like_it(document: YamlDocument) -> bool:
    return str(at(document, ("name",))).startswith(PREFIX)
