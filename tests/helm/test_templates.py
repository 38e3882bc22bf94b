"""Templates write into YAML in a few ways only, none of which lets a text mean more than itself."""

import re
from pathlib import Path

import pytest

ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
# What writes nothing.
SILENT = re.compile(r"(/\*|if |else|end$|range |with |define |\$\w+ :?= )")
# Blocks that write no YAML: names and messages, which others quote, and JSON, which others read.
TEXTS = (
    r"(microservice|database-provisioning)\."
    r"(name|image|ports|pullSecret|databaseEnv|databaseMountPath|refusal|leastAvailable|quantity|validate[\w.]*|run|secret|reader|measurements)"
)
# A quoted text, a number, a hash, or a block that is held to the same.
WRITING = re.compile(
    r"quote .*|.*\| quote|int .*|.*\| int|.*\| sha256sum|(\.|\.spec) \| nindent \d+"
    rf'|include "(?!{TEXTS}")[^"]+" .*'
)
TEMPLATES = sorted(
    file
    for file in Path("helm").glob("*/templates/**/*")
    if file.suffix in {".yaml", ".tpl"} and file.name not in {"_validate.tpl", "validation.yaml"}
)


def actions(text: str) -> list[str]:
    """Return the actions of a template, without those of blocks that write no YAML."""
    blocks = re.split(r"^(?=\{\{-? ?define )", text, flags=re.MULTILINE)
    kept = [block for block in blocks if not re.match(rf'.* "({TEXTS}|microservice\.yaml)"', block)]
    return [action for block in kept for action in ACTION.findall(block)]


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_what_is_written_is_quoted(template: Path) -> None:
    found = actions(template.read_text(encoding="utf-8"))
    wrong = [each for each in found if not SILENT.match(each) and not WRITING.fullmatch(each)]
    assert wrong == []


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_nothing_is_written_in_a_form_that_is_read_otherwise(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\{\{-? toYaml (?!\. \| sha256sum)|\| toYaml|toRawJson|squote", text)
