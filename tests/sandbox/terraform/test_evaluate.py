import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.command import Failure
from sandbox.terraform import evaluate
from sandbox.terraform.evaluate import evaluated, evaluated_once
from terraform_json.manifest import Stack

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


def test_what_terraform_says_of_a_slow_lock_is_no_part_of_a_value(tmp_path: Path) -> None:
    program = tmp_path / "terraform"
    said = '"[\\"shop\\"]"\nReleasing state lock. This may take a few moments...'
    program.write_text(f"#!/bin/sh\necho 'Acquiring state lock.'\nprintf '%s\n' '{said}'\n")
    program.chmod(0o700)
    variables = {"PATH": f"{tmp_path}:{VARIABLES['PATH']}"}
    assert evaluated(tmp_path, ["local.name"], variables) == {"local.name": "shop"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Callable[..., int]:
    """Return a function that asks once, and returns how often Terraform has been asked by then."""
    (folder / ".terraform").mkdir()
    calls: list[Path] = []

    def asks(there: Path, expressions: list[str], _: object) -> dict[str, str]:
        calls.append(there)
        return dict.fromkeys(expressions, "shop")

    def ask(*expressions: str, state: str = "1") -> int:
        monkeypatch.setattr(evaluate, "_state", lambda *_: state)
        stack = Stack(name="k8s", file=folder / "cdk.tf.json", dependencies=())
        assert evaluated_once(stack, expressions, {}) == dict.fromkeys(expressions, "shop")
        return len(calls)

    monkeypatch.setattr(evaluate, "evaluated", asks)
    return ask


def test_terraform_is_asked_once_for_the_same(asked: Callable[..., int]) -> None:
    assert [asked("local.name"), asked("local.name")] == [1, 1]


def test_terraform_is_asked_again_for_other_expressions(asked: Callable[..., int]) -> None:
    assert [asked("local.name"), asked("local.name", "local.odd")] == [1, 2]


def test_terraform_is_asked_again_when_the_state_has_changed(asked: Callable[..., int]) -> None:
    assert [asked("local.name"), asked("local.name", state="2")] == [1, 2]


def test_terraform_is_asked_again_when_the_stack_has_changed(
    asked: Callable[..., int], folder: Path
) -> None:
    before = asked("local.name")
    (folder / "cdk.tf.json").write_text("{}", encoding="utf-8")
    assert [before, asked("local.name")] == [1, 2]
