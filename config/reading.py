"""Reads the parts of a document that are readable, so that one mistake hides no other."""

from functools import cache
from ipaddress import IPv4Network
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from config.sections.cidr import PrivateNetwork
from config.sections.section import Section
from config.yaml.source import KeyPath, YamlDocument

S = TypeVar("S", bound=Section)

ZONES: Final = ("network", "zones")
STORAGE: Final = ("database", "availability_zones")


def at(document: YamlDocument, path: KeyPath) -> Any:  # noqa: ANN401 - it is what the user wrote
    """Return what stands at `path`; None where nothing does."""
    here: Any = document.data
    for part in path:
        if isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            here = here.get(part) if isinstance(here, dict) else None
    return here


def list_at(document: YamlDocument, path: KeyPath) -> list[Any]:
    """Return the list at `path`; an empty one where there is none."""
    value = at(document, path)
    return value if isinstance(value, list) else []


def zone_names(document: YamlDocument) -> tuple[str, ...]:
    """Return the names of the network's zones, as they are written."""
    zones = at(document, ZONES)
    return tuple(zones) if isinstance(zones, dict) else ()


def active_zones(document: YamlDocument) -> tuple[str, ...]:
    """Return the names of the zones that are not draining, in alphabetical order."""
    names = sorted(zone_names(document))
    return tuple(z for z in names if at(document, (*ZONES, z, "draining")) is not True)


def network_at(document: YamlDocument, path: KeyPath) -> IPv4Network | None:
    """Return the network at `path`; None if there is none, or it is not valid."""
    network: IPv4Network | None = valid_or_none(PrivateNetwork, at(document, path))
    return network


def section_at(document: YamlDocument, path: KeyPath, section: type[S]) -> S | None:
    """Return a section that may be left out; None if it is there and not valid."""
    value = at(document, path)
    valid: S | None = valid_or_none(section, {} if value is None else value)
    return valid


def valid_or_none(kind: Any, value: object) -> Any:  # noqa: ANN401 - the kind decides the result
    """Return `value` as a `kind`; None if it is not valid."""
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError:
        return None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - whatever pydantic takes
    """Return the validator of a kind; making one takes longer than all the checks together."""
    return TypeAdapter(kind)
