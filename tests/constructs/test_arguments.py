"""The rule for arguments of constructs: docs/architecture.md."""

import ast
from pathlib import Path

import pytest

WHOLE = {"config.environment", "config.model", "config.platform"}


@pytest.mark.parametrize("file", sorted(Path("constructs").rglob("*.py")), ids=str)
def test_no_construct_takes_a_whole_environment(file: Path) -> None:
    nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    imported = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert not imported & WHOLE
