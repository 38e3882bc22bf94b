import os
from pathlib import Path

import pytest

from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml, read_yaml

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


@pytest.mark.parametrize("text", ["? [1]\n: 2", "? {a: 1}\n: 2", "a: {{ b }}", "*x : 1"])
def test_a_key_that_is_no_string_is_refused(text: str) -> None:
    assert only_mistake(text).problem == "has a key that is not a string"


@pytest.mark.parametrize(
    "text",
    ["a: [1", "\ta: 1", "a: 'x", "--- 1\n--- 2", "a: \x00", "[" * 5000, "a: " + "9" * 5000],
)
def test_what_cannot_be_read_is_a_mistake_and_no_traceback(text: str) -> None:
    assert only_mistake(text).remedy


@pytest.mark.parametrize("text", ["1.0", "1.e+0", "+1.", "10.0e-1", "1_.0"])
def test_a_whole_number_is_one_however_it_is_written(text: str) -> None:
    document = load_yaml(f"a: {text}\n", FILE)
    assert document.data == {"a": 1}
    assert isinstance(document.data, dict)
    assert type(document.data["a"]) is int
    assert document.written[("a",)] == text


@pytest.mark.parametrize("text", ['a: "\\ud800"', '"\\udfff": 1'])
def test_half_a_character_is_refused(text: str) -> None:
    assert "no Unicode text" in only_mistake(text).problem


@pytest.mark.parametrize(
    ("text", "line"),
    [("<<: {a: 1}", 1), ("a: &x {b: 1}\nc:\n  <<: *x\n", 3), ("a: &x {}\nb:\n  <<: [*x]\n", 3)],
)
def test_a_merge_key_is_refused_by_its_name(text: str, line: int) -> None:
    mistake = only_mistake(text)
    assert (mistake.line, mistake.problem) == (line, "is a merge key")
    assert mistake.remedy == "write the keys out"


def test_a_merge_key_in_quotes_is_a_key_like_any_other() -> None:
    assert load_yaml("'<<': 1\na: <<\n", FILE).data == {"<<": 1, "a": "<<"}


def test_an_alias_stands_on_its_own_line_and_not_on_that_of_its_anchor() -> None:
    mistake = only_mistake("a: &x 1\nb:\n  - *x\n")
    assert (mistake.line, mistake.path, mistake.value) == (3, "b.0", "*x")


@pytest.mark.parametrize("text", ["a: &b c\n", "&b a: c\n"])
def test_text_that_begins_as_an_anchor_is_not_cut(text: str) -> None:
    mistake = only_mistake(text)
    assert (mistake.problem, mistake.remedy) == (
        "has an anchor, which no value needs",
        "write the value in quotes",
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("012", "012"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("1.10", "1.10"),
        ("yes", "yes"),
        ("no", "no"),
        ("On", "On"),
        ("~", "~"),
        ("", "null"),
        ("2026-08-01", "2026-08-01"),
        ("[012, {b: yes}]", "[012, {b: yes}]"),
        ("'012'", '"012"'),
        ("'yes'", '"yes"'),
        ("eu-west-1", "eu-west-1"),
        ('"a\\tb"', '"a\\tb"'),
        ("|\n  b\n  c\n", '"b\\nc\\n"'),
    ],
)
def test_a_value_is_shown_as_it_is_written(text: str, written: str) -> None:
    document = load_yaml(f"a: {text}\n", FILE)
    assert document.mistake(("a",), "is wrong", allowed="else", remedy="change").value == written


@pytest.mark.parametrize(
    "number", [".inf", "-.Inf", ".nan", "9007199254740993", "-9007199254740993", "1.0e+400"]
)
def test_a_number_that_json_does_not_hold_is_refused(number: str) -> None:
    mistake = only_mistake(f"a: {number}\n")
    assert (mistake.path, mistake.value) == ("a", number)
    assert (
        mistake.problem
        == "is no number from -9007199254740992 to 9007199254740992, as JSON holds them"
    )


@pytest.mark.parametrize("number", [2**53, -(2**53), 0, 1.5])
def test_a_number_that_json_holds_is_read(number: float) -> None:
    assert load_yaml(f"a: {number}\n", FILE).data == {"a": number}


@pytest.mark.parametrize("number", ["12:30:00", "190:20:30.15", "1:" * 100_000 + "1"])
def test_a_number_of_base_60_is_refused_as_readers_differ(number: str) -> None:
    mistake = only_mistake(f"a: {number}\n")
    assert mistake.problem.startswith("is a number of base 60")
    assert mistake.remedy == "write the value in quotes"


@pytest.mark.parametrize("text", ["a: '${TfToken[TOKEN.7]}'", "'#{TfToken[x]}': 1", "- TfToken["])
def test_the_token_of_cdktf_is_refused_from_a_person(text: str) -> None:
    assert only_mistake(text).problem == "holds TfToken[, which is CDKTF's own"


@pytest.mark.parametrize("depth", [101, 100_000])
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ("{a: ", "}"), ("? ", "")])
def test_a_document_nested_too_deeply_is_refused_at_once(begin: str, end: str, depth: int) -> None:
    problem = only_mistake("a: 1\nb: " + begin * depth + end * depth).problem
    assert "in more than 100" in problem or "too many" in problem or "`? `" in problem


def test_what_is_passed_over_is_not_nested_too_deeply_either() -> None:
    with pytest.raises(ConfigError, match="lies in more than 100"):
        load_yaml("<<: " + "[" * 300 + "]" * 300, FILE)


def test_a_document_nested_deeply_is_read() -> None:
    assert load_yaml("[" * 100 + "]" * 100, FILE).data


def test_mistakes_before_the_end_of_yaml_are_told_with_it() -> None:
    with pytest.raises(ConfigError) as caught:
        load_yaml("a: 1\na: 2\nb: 'x\n", FILE)
    assert [mistake.line for mistake in caught.value.mistakes] == [2, 3]


def test_a_mark_of_the_encoding_and_line_ends_of_windows_are_no_part_of_the_data(
    tmp_path: Path,
) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: |\r\n  b\r\n  c\r\nd: 1\r\n")
    document = read_yaml(file)
    assert document.data == {"a": "b\nc\n", "d": 1}
    assert document.lines["d",] == 4


def test_a_mark_of_the_encoding_within_text_is_text() -> None:
    assert load_yaml("a: x\ufeffy\n", FILE).data == {"a": "x\ufeffy"}


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x7f", "\x85", "\u2028", "\ufffe"])
def test_a_character_that_yaml_forbids_or_takes_for_a_line_break_is_named(character: str) -> None:
    mistake = only_mistake(f"a: 1\r\nb: x{character}y\n")
    assert (mistake.line, f"U+{ord(character):04X}" in mistake.problem) == (2, True)


def test_a_date_stays_text() -> None:
    assert load_yaml("a: 2026-13-45\n", FILE).data == {"a": "2026-13-45"}


def test_a_long_value_is_shortened() -> None:
    document = load_yaml(f"a: {'x' * 500}\n", FILE)
    value = document.mistake(("a",), "is long", allowed="less", remedy="cut").value
    assert value is not None
    assert len(value) == 80


def refused(file: Path) -> Mistake:
    with pytest.raises(ConfigError) as caught:
        read_yaml(file)
    (mistake,) = caught.value.mistakes
    return mistake


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_of_another_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("a: 1\n", encoding=encoding)
    mistake = refused(file)
    assert mistake.problem == "is UTF-16 text, not UTF-8" or encoding == "utf-32"
    assert mistake.remedy == "save the file as UTF-8"


def test_a_file_that_is_not_text_is_a_mistake_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "binary.yaml"
    file.write_bytes(b"a: 1\nb: \xe4\n")
    mistake = refused(file)
    assert (mistake.line, mistake.problem) == (2, "is not UTF-8 text")


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    assert "No such file" in refused(tmp_path / "none.yaml").problem


def test_a_folder_a_pipe_and_a_link_to_nothing_are_no_files(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "link.yaml").symlink_to("nowhere")
    problems = [refused(tmp_path / f"{name}.yaml").problem for name in ("folder", "pipe", "link")]
    assert problems == ["is a folder", "is no ordinary file", "is a link to nothing"]


def test_a_file_that_may_not_be_read_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    assert refused(tmp_path / "loop.yaml").problem.startswith("cannot be read: ")


def test_a_file_larger_than_the_cluster_takes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000)
    assert refused(file).problem == "has 47.7 MiB, more than 1 MiB"


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    file.write_text("a: " + "x" * (2**20 - 4) + "\n", encoding="utf-8")
    assert read_yaml(file).data
