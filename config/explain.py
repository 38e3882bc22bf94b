"""Turns pydantic's errors into mistakes that name file, line, what is allowed and the remedy."""

from collections.abc import Callable, Iterator
from types import GenericAlias
from typing import Any, Final, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from config.errors import Mistake
from config.wording import correction, misread, remedy_for
from config.yaml.source import KeyPath, YamlDocument

# What belongs where pydantic finds another kind of value.
_EXPECTED: Final = {
    "string_type": "text",
    "string_sub_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}
# What else pydantic finds, said of the bounds that its error holds.
_PROBLEMS: Final[dict[str, Callable[[dict[str, Any]], str]]] = {
    "missing": lambda _: "is missing",
    "enum": lambda _: "is none of the values that are allowed",
    "literal_error": lambda _: "is none of the values that are allowed",
    "string_pattern_mismatch": lambda _: "is not written as it must be",
    "string_too_short": lambda c: f"is shorter than {c['min_length']} characters",
    "string_too_long": lambda c: f"is longer than {c['max_length']} characters",
    "too_short": lambda c: f"has {c['actual_length']} entries, fewer than {c['min_length']}",
    "too_long": lambda c: f"has more than {c['max_length']} entries",
    "greater_than_equal": lambda c: f"is less than {c['ge']}",
    "greater_than": lambda c: f"is not more than {c['gt']}",
    "less_than_equal": lambda c: f"is more than {c['le']}",
    "less_than": lambda c: f"is not less than {c['lt']}",
}
_PYDANTICS_OWN: Final = frozenset(get_args(ErrorType))


def explain(
    error: ValidationError, model: type[BaseModel], document: YamlDocument
) -> Iterator[Mistake]:
    """Yield one mistake for each error.

    Args:
        error: What pydantic says of the document's data.
        model: The model of the whole document. The docstring of a field is what it allows.
        document: The document.
    """
    for number, detail in enumerate(error.errors(include_url=False)):
        path: KeyPath = tuple(part for part in detail["loc"] if part != "[key]")
        if detail["type"] == "extra_forbidden":
            yield _unknown_key(path, model, document, earlier=number)
            continue
        # Some of our own checks know what is allowed, such as the names of folders.
        allowed = detail.get("ctx", {}).get("allowed") or _allowed(model, path)
        remedy = _remedy(detail, earlier=number)
        yield document.mistake(path, _problem(detail), allowed=allowed, remedy=remedy)


def _problem(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind in _EXPECTED:
        return misread(detail["input"], _EXPECTED[kind])
    if kind in _PROBLEMS:
        return _PROBLEMS[kind](detail.get("ctx", {}))
    # The words of our own checks stand; pydantic's are for those who know Python.
    return "is not a value that belongs here" if kind in _PYDANTICS_OWN else detail["msg"]


def _remedy(detail: ErrorDetails, *, earlier: int) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "missing":
        return "add the key"
    # Some of our own checks know what to do, and what may have been meant.
    if known := context.get("known"):
        return correction(detail["input"], known, earlier=earlier, most=3) or context["remedy"]
    remedy: str | None = context.get("remedy")
    # Other refusals of a text are about what it says.
    is_text = isinstance(detail["input"], str) and kind != "literal_error"
    return remedy or remedy_for(detail["input"], _EXPECTED.get(kind, "text" if is_text else ""))


def _unknown_key(
    path: KeyPath, model: type[BaseModel], document: YamlDocument, *, earlier: int
) -> Mistake:
    *above, key = path
    section = _model_at(model, tuple(above))
    keys = list(section.model_fields) if section else []
    return document.mistake(
        path,
        "is not a key that is known here",
        allowed=", ".join(keys),
        remedy=correction(str(key), keys, earlier=earlier) or "remove the key",
    )


def _allowed(model: type[BaseModel], path: KeyPath) -> str:
    """Return the docstring of the field at `path`, or of the nearest field above it."""
    for length in range(len(path), 0, -1):
        section = _model_at(model, path[: length - 1])
        field = section.model_fields.get(str(path[length - 1])) if section else None
        if field and field.description:
            return " ".join(field.description.split()) + _listed(field.annotation)
    return "a mapping with the keys " + ", ".join(model.model_fields)


def _listed(annotation: object) -> str:
    """Return the values of a field that takes few: the description does not repeat them."""
    if get_origin(annotation) is not Literal:
        return ""
    *most, last = map(str, get_args(annotation))
    return f": {', '.join(most)} or {last}"


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
