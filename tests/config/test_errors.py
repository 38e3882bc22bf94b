from pathlib import Path

import pytest

from config.errors import ConfigError, Mistake


def mistake(line: int | None, path: str = "key") -> Mistake:
    return Mistake(
        file=Path("some.yaml"),
        line=line,
        path=path,
        value=None,
        problem="is wrong",
        allowed="something else",
        remedy="change it",
    )


@pytest.mark.parametrize(
    ("line", "path", "place"),
    [
        (3, "a.b", "some.yaml:3: a.b"),
        (3, "", "some.yaml:3"),
        (None, "a.b", "some.yaml: a.b"),
        (None, "", "some.yaml: (the whole file)"),
    ],
)
def test_a_mistake_begins_with_its_place(line: int | None, path: str, place: str) -> None:
    assert str(mistake(line, path)).splitlines()[0] == place


def test_fifty_mistakes_are_printed_in_full() -> None:
    report = ConfigError(mistake(line) for line in range(1, 51)).report()
    assert report.count("problem:") == 50
    assert "more" not in report
    assert report.endswith("50 mistakes; nothing was written.")


def test_of_more_than_fifty_mistakes_the_first_are_printed_and_the_rest_counted() -> None:
    error = ConfigError(mistake(line) for line in range(1284, 0, -1))
    report = error.report()
    assert [line for line in (1, 50, 51) if f"some.yaml:{line}:" in report] == [1, 50]
    assert report.endswith("\n\nand 1,234 more\n\n1,284 mistakes; nothing was written.")
    assert len(error.mistakes) == 1284
