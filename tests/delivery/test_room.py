"""The room `delivery` reads what was synthesized, and never builds it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = {path.name for path in ROOT.iterdir() if path.is_dir()} | {"main"}


@pytest.mark.parametrize("file", sorted((ROOT / "delivery").rglob("*.py")), ids=str)
def test_delivery_imports_config_ops_and_the_reader_at_most(file: Path) -> None:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    imported = [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)]
    imported += [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]

    assert {name.split(".")[0] for name in imported} & ROOMS <= {
        "config",
        "delivery",
        "ops",
        "terraform_json",
    }
