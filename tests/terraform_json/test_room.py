"""The room knows nothing of the platform."""

import ast
import sys
from pathlib import Path

ALLOWED = {"terraform_json", "yaml", *sys.stdlib_module_names}


def test_no_other_room_is_imported() -> None:
    imported = {
        node.module.partition(".")[0]
        for file in Path("terraform_json").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module
    }
    assert "terraform_json" in imported
    assert imported - ALLOWED == set()
