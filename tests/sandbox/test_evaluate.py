import os
from pathlib import Path

import pytest

from ops.command import Failure
from sandbox.evaluate import evaluated

VARIABLES = {"PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a stack that needs no provider and has no state."""
    text = '{"locals": {"name": "shop", "zones": ["a", "b"], "odd": "a$${b}%%{c}\\"\\n<&>"}}'
    (tmp_path / "cdk.tf.json").write_text(text, encoding="utf-8")
    return tmp_path


def test_terraform_gives_each_expression_its_value(folder: Path) -> None:
    assert evaluated(folder, ["local.name", "upper(local.zones[1])", "local.zones"], VARIABLES) == {
        "local.name": "shop",
        "upper(local.zones[1])": "B",
        "local.zones": ["a", "b"],
    }


def test_texts_come_back_as_they_are(folder: Path) -> None:
    assert evaluated(folder, ["local.odd"], VARIABLES) == {"local.odd": 'a${b}%{c}"\n<&>'}


def test_what_is_sensitive_comes_back_too(folder: Path) -> None:
    asked = "sensitive(local.name)"
    assert evaluated(folder, [asked], VARIABLES) == {asked: "shop"}


def test_terraform_is_not_asked_for_nothing(tmp_path: Path) -> None:
    assert evaluated(tmp_path / "missing", [], VARIABLES) == {}


def test_an_expression_without_a_value_is_a_failure_with_terraforms_words(folder: Path) -> None:
    with pytest.raises(Failure, match="undeclared local value"):
        evaluated(folder, ["local.missing"], VARIABLES)
