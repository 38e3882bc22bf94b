"""The commands of the documentation: each is run by a test, or said to need AWS where it stands."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.docs.run_by import NEED_AWS, RUN_BY

ROOT = Path(__file__).parents[2]
# A folder of helm/apps or helm/addons is its owner's, whatever stands in it.
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "helm/*/README.md",
        "lean_bindings/*.md",
        ".github/*.md",
    )
    for path in ROOT.glob(pattern)
)
BLOCK = re.compile(r"^( *)```(sh|console)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
MARKER = re.compile(r"\b[Nn]eeds (AWS|GitHub)\b")
TESTED = re.compile(r"\bTested, block by block: `([\w/]+\.py)::(\w+)`")
# Programs of others that reach an account, a cluster or GitHub.
REMOTE = ("aws", "cdktf", "gh", "helm", "kubectl", "npx cdktf", "terraform")
# Decisions tell of commands; they do not ask to give them.
RECORDS = "docs/decisions/"
# What any shell has, and what a block only changes of it.
PLAIN = re.compile(r"(cd|export|eval|git|for|do|done|old=)")


def text(page: str) -> str:
    """Return what a page says."""
    return (ROOT / page).read_text(encoding="utf-8")


def sections(page: str) -> Iterator[tuple[str, str]]:
    """Yield each section of a page; with it all that is near: its own text, and the beginning."""
    beginning, *rest = re.split(r"^(?=## )", text(page), flags=re.MULTILINE)
    yield beginning, beginning
    yield from ((section, section + beginning) for section in rest)


def commands(words: str) -> set[str]:
    """Return the commands of ours that are among words, as `RUN_BY` calls them."""
    named = re.findall(r"\bmake ((?:[a-z][a-z-]*(?: |$))+)", words)
    targets = {f"make {name}" for names in named for name in names.split()}
    run = re.findall(r"python -m ([a-z_.]+)((?: [a-z][a-z-]+)?)", words)
    rooms = ("delivery", "resilience", "sandbox")
    return targets | {f"{m}{command if m in rooms else ''}" for m, command in run}


def is_tested(page: str) -> bool:
    """Tell whether a test runs every block of a page, and is there."""
    named = TESTED.search(text(page))
    return named is not None and page in text(named[1]) and f"def {named[2]}(" in text(named[1])


def told(page: str) -> set[str]:
    """Return the commands of ours that a page tells, in the type of code."""
    blocks = [block for _, _, block in BLOCK.findall(text(page))]
    return {command for words in (*spans(text(page)), *blocks) for command in commands(words)}


def lines(block: str, kind: str) -> Iterator[str]:
    """Yield the commands of a block, each on one line; of `console` those after the prompt."""
    whole = re.sub(r" *\\\n *", " ", block)
    for line in whole.splitlines():
        given = line.strip()
        if given and not given.startswith("#") and (kind == "sh" or given.startswith("$ ")):
            yield given.removeprefix("$ ")


def spans(page: str) -> list[str]:
    """Return what is in the type of code in the sentences and the tables of a page."""
    return re.findall(r"`([^`\n]+)`", BLOCK.sub("", page))


ALL_TOLD = sorted({command for page in PAGES for command in told(page)} - {"delivery"})


@pytest.mark.parametrize("command", ALL_TOLD)
def test_a_command_of_ours_is_run_by_something_that_is_there(command: str) -> None:
    assert command in RUN_BY, f"name in tests/docs/run_by.py what runs `{command}`"
    file, _, name = RUN_BY[command].by.partition("::")
    code = text(file)
    assert not name or re.search(rf"^def {name}\(", code, re.MULTILINE), f"{file} has no {name}"
    assert RUN_BY[command].word in code, f"{file} does not run `{command}`"


def test_no_command_that_nobody_tells_is_listed() -> None:
    assert RUN_BY.keys() == {*ALL_TOLD}


def refuse_unsaid(page: str, asked: Callable[[str], Iterator[str]]) -> None:
    """Fail where a section asks for something that needs AWS, and says so nowhere near."""
    if is_tested(page):
        return
    unsaid = [
        each
        for section, near in sections(page)
        if not MARKER.search(near)
        for each in asked(section)
    ]
    assert not unsaid, f"{page}: no test runs {unsaid}; say `Needs AWS` near them"


def blocks_of_others(section: str) -> Iterator[str]:
    """Yield the lines of blocks in which no command of ours runs that a test runs."""
    for _, kind, block in BLOCK.findall(section):
        for line in lines(block, kind):
            if not PLAIN.match(line) and not commands(line) - NEED_AWS:
                yield line


def spans_of_others(section: str) -> Iterator[str]:
    """Yield the commands in sentences that reach an account, a cluster or GitHub."""
    for span in spans(section):
        if span.startswith(tuple(f"{program} " for program in REMOTE)) and span != "helm test":
            yield span


@pytest.mark.parametrize("page", PAGES)
def test_what_a_block_runs_is_ours_or_said_to_need_aws(page: str) -> None:
    refuse_unsaid(page, blocks_of_others)


@pytest.mark.parametrize("page", [page for page in PAGES if not page.startswith(RECORDS)])
def test_a_sentence_that_asks_for_a_command_of_others_says_that_it_needs_aws(page: str) -> None:
    refuse_unsaid(page, spans_of_others)


@pytest.mark.parametrize("command", sorted(c for c in NEED_AWS if c.startswith("make ")))
def test_the_list_of_commands_says_which_need_aws(command: str) -> None:
    (row,) = re.findall(rf"^\| `{command}\b.*$", text("docs/commands.md"), re.MULTILINE)
    assert MARKER.search(row)
