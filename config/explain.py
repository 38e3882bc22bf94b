"""Turns pydantic's errors into mistakes that name file, line, what is allowed and the remedy."""

from collections.abc import Iterator
from difflib import get_close_matches
from types import GenericAlias
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from config.errors import Mistake
from config.yaml_source import KeyPath, YamlDocument

# What pydantic says in Python's words.
_PROBLEMS = {
    "dict_type": "is not a mapping",
    "missing": "is missing",
    "model_type": "is not a mapping",
    "tuple_type": "is not a list",
}
_REMEDIES = {
    "missing": "add the key",
    "string_type": "write the value in quotes",
}


def explain(
    error: ValidationError, model: type[BaseModel], document: YamlDocument
) -> Iterator[Mistake]:
    """Yield one mistake for each error.

    Args:
        error: What pydantic says of the document's data.
        model: The model of the whole document. The docstring of a field is what it allows.
        document: The document.
    """
    for detail in error.errors(include_url=False):
        path: KeyPath = tuple(part for part in detail["loc"] if part != "[key]")
        kind = detail["type"]
        if kind == "extra_forbidden":
            yield _unknown_key(path, model, document)
            continue
        yield document.mistake(
            path,
            _PROBLEMS.get(kind) or _lower_first(detail["msg"]),
            allowed=_allowed(model, path),
            remedy=detail.get("ctx", {}).get("remedy")
            or _REMEDIES.get(kind, "change the value to one that is allowed"),
        )


def _unknown_key(path: KeyPath, model: type[BaseModel], document: YamlDocument) -> Mistake:
    *above, key = path
    section = _model_at(model, tuple(above))
    keys = list(section.model_fields) if section else []
    close = get_close_matches(str(key), keys, n=1)
    return document.mistake(
        path,
        "is not a key that is known here",
        allowed=", ".join(keys),
        remedy=f"did you mean `{close[0]}`?" if close else "remove the key",
    )


def _allowed(model: type[BaseModel], path: KeyPath) -> str:
    """Return the docstring of the field at `path`, or of the nearest field above it."""
    for length in range(len(path), 0, -1):
        section = _model_at(model, path[: length - 1])
        field = section.model_fields.get(str(path[length - 1])) if section else None
        if field and field.description:
            return " ".join(field.description.split())
    return "a mapping with the keys " + ", ".join(model.model_fields)


def _model_at(model: type[BaseModel], path: KeyPath) -> type[BaseModel] | None:
    """Return the model of the section at `path`; None where there is no section."""
    here: Any = model
    for part in path:
        if isinstance(here, type) and issubclass(here, BaseModel):
            field = here.model_fields.get(str(part))
            here = field.annotation if field else None
        elif isinstance(here, GenericAlias):
            # Of dict[key, value] the value; of tuple[item, ...] the item.
            here = [item for item in get_args(here) if item is not Ellipsis][-1]
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _lower_first(message: str) -> str:
    return message[:1].lower() + message[1:]
