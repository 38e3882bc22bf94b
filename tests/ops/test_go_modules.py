from pathlib import Path

import pytest

from ops.go_modules import required_modules, tool_modules

REQUIRED = "require (\n\texample.com/a v1.2.3\n\texample.com/a/b v2.0.0 // indirect\n)\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of a go.mod that the test writes."""
    return tmp_path / "go.mod"


def test_a_module_is_required_in_a_block_or_on_a_line(file: Path) -> None:
    file.write_text(f"{REQUIRED}\nrequire example.com/c v3.0.0\n", encoding="utf-8")
    assert required_modules(file) == {
        "example.com/a": "1.2.3",
        "example.com/a/b": "2.0.0",
        "example.com/c": "3.0.0",
    }


def test_a_module_that_replaces_another_is_not_required(file: Path) -> None:
    file.write_text("replace example.com/a => example.com/a v1.0.0\n", encoding="utf-8")
    assert required_modules(file) == {}


@pytest.mark.parametrize("tools", ["tool example.com/a/cmd", "tool (\n\texample.com/a/cmd\n)"])
def test_a_tool_stands_in_a_block_or_on_a_line(file: Path, tools: str) -> None:
    file.write_text(f"{tools}\n{REQUIRED}", encoding="utf-8")
    assert tool_modules(file) == {"example.com/a": "1.2.3"}


def test_the_module_of_a_tool_is_the_longest_that_it_begins_with(file: Path) -> None:
    file.write_text(f"tool example.com/a/b/cmd\n{REQUIRED}", encoding="utf-8")
    assert tool_modules(file) == {"example.com/a/b": "2.0.0"}
