from pathlib import Path

import pytest

from config.errors import ConfigError, Mistake
from config.yaml_source import load_yaml, read_yaml

FILE = Path("some.yaml")


def only_mistake(text: str) -> Mistake:
    with pytest.raises(ConfigError) as caught:
        load_yaml(text, FILE)
    (mistake,) = caught.value.mistakes
    return mistake


def test_every_key_and_list_item_knows_its_line() -> None:
    document = load_yaml("a:\n  b: 1\n  c:\n    - x\n    - y\n", FILE)
    assert document.data == {"a": {"b": 1, "c": ["x", "y"]}}
    assert document.lines[("a", "c", 1)] == 5
    assert document.line_of(("a", "missing", "deeper")) == 1


def test_a_key_that_stands_twice_is_refused() -> None:
    mistake = only_mistake("a: 1\nb: 2\na: 3\n")
    assert (mistake.line, mistake.path, mistake.problem) == (
        3,
        "a",
        "stands twice, first on line 1",
    )


@pytest.mark.parametrize("text", ["a: &x 1\nb: *x\n", "a: &x [*x]\n"])
def test_an_alias_is_refused(text: str) -> None:
    assert only_mistake(text).problem == "is an alias"


@pytest.mark.parametrize(
    "text", ["a: !!python/name:os.system x", "a: !!binary aGk=", "a: !own 1", "a: !!set {b}"]
)
def test_a_tag_beyond_plain_data_is_refused(text: str) -> None:
    assert "tag" in only_mistake(text).problem


@pytest.mark.parametrize("text", ["? [1]\n: 2", "<<: {a: 1}", "? {a: 1}\n: 2"])
def test_a_key_that_is_no_string_is_refused(text: str) -> None:
    assert only_mistake(text).problem == "has a key that is not a string"


@pytest.mark.parametrize(
    "text",
    ["a: [1", "\ta: 1", "a: 'x", "--- 1\n--- 2", "a: \x00", "[" * 5000, "a: " + "9" * 5000],
)
def test_what_cannot_be_read_is_a_mistake_and_no_traceback(text: str) -> None:
    assert only_mistake(text).remedy


@pytest.mark.parametrize("text", ['a: "\\ud800"', '"\\udfff": 1'])
def test_half_a_character_is_refused(text: str) -> None:
    assert "no Unicode text" in only_mistake(text).problem


def test_a_date_stays_text() -> None:
    assert load_yaml("a: 2026-13-45\n", FILE).data == {"a": "2026-13-45"}


def test_a_long_value_is_shortened() -> None:
    document = load_yaml(f"a: {'x' * 500}\n", FILE)
    value = document.mistake(("a",), "is long", allowed="less", remedy="cut").value
    assert value is not None
    assert len(value) == 80


def test_a_file_that_is_not_text_is_a_mistake(tmp_path: Path) -> None:
    file = tmp_path / "binary.yaml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_yaml(file)


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        read_yaml(tmp_path / "none.yaml")
