"""Patterns of our schemas mean the same to Helm (Go), to synth (Rust) and to editors."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.helm.texts import schema_of

CHARTS = sorted(file.parent.name for file in Path("helm").glob("*/values.schema.json"))


def patterns(schema: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """Yield every pattern of a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        if isinstance(schema.get("patternProperties"), dict):
            yield from schema["patternProperties"]
        for inner in schema.values():
            yield from patterns(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from patterns(inner)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_pattern_holds_for_the_whole_text(chart: str) -> None:
    assert [
        each for each in patterns(schema_of(chart)) if not re.fullmatch(r"\^.*\$\)?", each)
    ] == []


@pytest.mark.parametrize("chart", CHARTS)
def test_a_pattern_uses_nothing_that_differs(chart: str) -> None:
    # What is left of a pattern without its classes and its dots that are written as \.
    rest = {each: re.sub(r"\[[^]]*\]|\\\.|\\\*", "", each) for each in patterns(schema_of(chart))}
    assert [each for each, left in rest.items() if "." in left or "\\" in left] == []
