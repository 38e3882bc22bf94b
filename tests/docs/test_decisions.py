"""docs/decisions: each record has the form that their README asks for, and is in its list."""

import re
from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs/decisions"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
RECORDS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("[0-9]*.md"))}
STATUS = re.compile(r"^\*(Accepted|Rejected|Superseded), (\d{4}-\d\d-\d\d)\.(?: [^*]+)?\*$")


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_begins_with_its_number_its_status_and_its_date(name: str) -> None:
    title, _, status, *_ = RECORDS[name].splitlines()
    assert title.startswith(f"# {int(name[:4])}. ")
    found = STATUS.match(status)
    assert found, (
        f"{name}: the third line is no status with a date, such as *Accepted, 2026-11-25.*"
    )
    date.fromisoformat(found[2])


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_has_context_options_and_decision(name: str) -> None:
    record = RECORDS[name]
    for part in ("Context", "Decision"):
        assert re.search(rf"^\*\*{part}\.\*\* ?", record, re.MULTILINE), f"{name} has no {part}"
    paragraph = re.search(r"^\*\*Options considered\.\*\*", record, re.MULTILINE)
    assert paragraph or re.search(r"^\|.*\bOptions?\b.*\|$", record, re.MULTILINE), (
        f"{name} names no options that were considered"
    )


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_is_in_the_list_with_its_title_and_status(name: str) -> None:
    number, title = re.findall(r"^# (\d+)\. (.+)$", RECORDS[name], re.MULTILINE)[0]
    status, day = STATUS.findall(RECORDS[name].splitlines()[2])[0]
    assert f"| [{number}]({name}) | {title} | {status}, {day} |" in INDEX
