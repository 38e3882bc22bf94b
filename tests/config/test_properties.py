"""Whatever an environment file holds, it ends in a configuration or in mistakes that explain."""

import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from config.applications.chart_schema import schema_mistakes
from config.applications.chart_values import CHART, merge
from config.applications.platform_file import IamStatement, PlatformFile
from config.environment import validate
from config.errors import ConfigError, Mistake
from config.explain import explain
from config.model import EnvironmentConfig
from config.yaml.source import load_yaml
from terraform_json.types import Json
from tests.conftest import SEED
from tests.strategies import anything, broken_environments, valid_environments

# Words of Python and of pydantic, and what patterns are made of.
FOREIGN = re.compile(
    r"\b(tuple|dict|dictionary|frozenset|NoneType|str|int|float|bool|should be|regex|input"
    r"|pattern|pydantic|keyword|object|enum|literal|value error)\b|\^|\$|\\[dswAZ.]|\[[a-zA-Z0]-",
    re.IGNORECASE,
)


def foreign_words(mistakes: Iterable[Mistake]) -> list[str]:
    """Return what is said of mistakes in words that are not those of who writes YAML."""
    said = [text for m in mistakes for text in (m.problem, m.allowed, m.remedy)]
    return [text for text in said if FOREIGN.search(text)]


def explained(text: str) -> bool:
    """Return whether the text has mistakes; each must say what is wrong, allowed and to be done."""
    mistakes: tuple[Mistake, ...] = ()
    try:
        validate(load_yaml(text, Path("staging.yaml")))
    except ConfigError as error:
        mistakes = error.mistakes
    assert all(m.problem and m.allowed and m.remedy for m in mistakes)
    assert not foreign_words(mistakes)
    return bool(mistakes)


@seed(SEED)
@settings(max_examples=200)
@given(data=valid_environments())
def test_a_file_that_is_in_order_is_accepted(data: Json) -> None:
    text = yaml.safe_dump(data)
    assert validate(load_yaml(text, Path(f"{data['name']}.yaml"))).region == data["region"]


@seed(SEED)
@settings(max_examples=200)
@given(data=broken_environments())
def test_a_broken_file_is_explained(data: Json) -> None:
    explained(yaml.safe_dump(data))


@seed(SEED)
@given(data=anything)
def test_a_file_of_anything_is_explained(data: object) -> None:
    assert explained(yaml.safe_dump(data))


@seed(SEED)
@given(text=st.text() | st.text("[]{}:-&*!?|>'\"%@`# \n\tab01"))
def test_a_file_of_any_text_is_explained(text: str) -> None:
    assert explained(text)


@pytest.mark.parametrize("depth", [500, 100_000])
def test_a_file_nested_beyond_reason_is_explained(depth: int) -> None:
    assert explained("[" * depth + "]" * depth)


ODD_VALUES: tuple[object, ...] = (
    None, True, 0, -1, 10**9, 1.5, "", "a b", "x" * 300, "9", [], [None], [[]], {}, {"a b": None},
    {"": {}}, {"a": {"b": []}},
)  # fmt: skip


def fields(model: type[BaseModel], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the path of every field of a model, those of its sections included."""
    for name, field in model.model_fields.items():
        yield (*path, name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from fields(field.annotation, (*path, name))


def test_no_field_of_an_environment_is_explained_in_foreign_words(staging: Json) -> None:
    for *above, key in fields(EnvironmentConfig):
        for value in ODD_VALUES:
            data = deepcopy(staging)
            section = data
            for part in above:
                section = section.setdefault(part, {})
            section[key] = value
            explained(yaml.safe_dump(data))


@pytest.mark.parametrize("key", [*PlatformFile.model_fields, *IamStatement.model_fields, "other"])
@pytest.mark.parametrize("value", ODD_VALUES)
def test_no_field_of_a_platform_file_is_explained_in_foreign_words(key: str, value: object) -> None:
    for data in ({key: value}, {"iam": [{key: value}]}):
        document = load_yaml(yaml.safe_dump(data), Path("platform.yaml"))
        mistakes: list[Mistake] = []
        try:
            PlatformFile.model_validate(document.data)
        except ValidationError as error:
            mistakes = list(explain(error, PlatformFile, document))
        assert not foreign_words(mistakes)


@pytest.mark.parametrize(
    "key", json.loads((CHART / "values.schema.json").read_text())["properties"]
)
@pytest.mark.parametrize("value", ODD_VALUES)
def test_no_value_of_an_application_is_explained_in_foreign_words(key: str, value: object) -> None:
    for data in ({key: value}, {key: [value]}, {key: {"a": value}}):
        document = load_yaml(yaml.safe_dump(data), Path("values.yaml"))
        assert not foreign_words(schema_mistakes(merge([document])))
