"""Objects in JSON are read from files strictly."""

from pathlib import Path

import pytest

from terraform_json.json_object import MOST_BYTES, UnreadableJsonError, read_object


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"a": {}, "a": {}, "b": 1}', "has an object with the key a more than once"),
        (b'{"a": [{"c": 1, "b": 2, "c": 3, "b": 4}]}', "has an object with the key b, c more"),
        (b'{"a": NaN}', "holds NaN, which JSON does not know"),
        (b'{"a": -Infinity}', "holds -Infinity, which JSON does not know"),
        (b'{"a": 1e999}', "holds the number 1e999, which no float can hold"),
        (b'{"a": ' + b"1" * 10_000 + b"}", "holds a number that is too long"),
        (b"[]", "holds no object in JSON"),
        (b'"a"', "holds no object in JSON"),
        (b"", "is not JSON: "),
        (b"{", "is not JSON: "),
        (b'\xef\xbb\xbf{"a": 1}', "is not JSON: "),
        (b'{"a": "\xff"}', "is not UTF-8: "),
        (b'{"a": ' * 100_000, "is nested too deeply"),
        (b'{"a": "' + b" " * MOST_BYTES + b'"}', f"has more than {MOST_BYTES} bytes"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_a_file_that_two_readers_could_understand_differently_is_refused(
    content: bytes, problem: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)

    with pytest.raises(UnreadableJsonError) as refused:
        read_object(file)

    assert refused.value.problem.startswith(problem)
    assert str(refused.value) == f"{file} {refused.value.problem}"


@pytest.mark.parametrize(
    ("name", "problem"),
    [("missing", "No such file"), (".", "Is a directory"), ("a\0b", "embedded null byte")],
)
def test_a_file_that_cannot_be_read_is_refused(name: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableJsonError, match=f"cannot be read: {problem}"):
        read_object(tmp_path / name)


def test_an_object_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": [1, 2.5, "é", null], "b": {"a": true}}', encoding="utf-8")

    assert read_object(file) == {"a": [1, 2.5, "é", None], "b": {"a": True}}
