"""Whatever an environment file holds, it ends in a configuration or in mistakes that explain."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from config.environment import validate
from config.errors import ConfigError, Mistake
from config.yaml_source import load_yaml
from tests.conftest import SEED
from tests.strategies import Json, anything, broken_environments, valid_environments


def explained(text: str) -> bool:
    """Return whether the text has mistakes; each must say what is wrong, allowed and to be done."""
    mistakes: tuple[Mistake, ...] = ()
    try:
        validate(load_yaml(text, Path("staging.yaml")))
    except ConfigError as error:
        mistakes = error.mistakes
    assert all(m.problem and m.allowed and m.remedy for m in mistakes)
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
