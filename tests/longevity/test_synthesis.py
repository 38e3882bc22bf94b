"""The same JSON from other versions of what synthesizes, or the exact list of differences."""

from pathlib import Path

import pytest

from tests.longevity.conftest import Syntheses
from tests.longevity.installed import copy_of_the_code, python_of
from tests.longevity.page import hold
from tests.longevity.synthesized import ENVIRONMENTS, Difference, differences, synthesized
from tests.longevity.variants import (
    AWS_PROVIDER_6,
    CDKTN,
    PYTHONS,
    SWITCHED_ON,
    Variant,
    interpreter,
)


def found(variant: Variant, pinned: Syntheses, folder: Path) -> set[Difference]:
    """Return how what a variant synthesizes differs, over all environments."""
    python = interpreter(variant.python)
    if python is None:
        pytest.skip(f"there is no Python {variant.python} here, neither on the path nor of pyenv's")
    copy = copy_of_the_code(variant, folder)
    installed = python_of(variant, python)
    return {
        difference
        for name in ENVIRONMENTS
        for difference in differences(pinned[name], synthesized(installed, copy, name))
    }


def told(differing: set[Difference]) -> str:
    """Return differences in one line."""
    listed = "; ".join(f"`{each}`" for each in sorted(differing))
    return f"the same JSON but for {listed}" if listed else "the same JSON"


@pytest.mark.parametrize("variant", PYTHONS, ids=lambda variant: variant.name)
def test_each_python_synthesizes_the_same(
    variant: Variant, pinned: Syntheses, tmp_path: Path, *, update: bool
) -> None:
    result = told(found(variant, pinned, tmp_path))
    hold(variant.name, "all other versions as pinned", result, update=update)


@pytest.mark.parametrize(
    "variant", [CDKTN, AWS_PROVIDER_6, SWITCHED_ON], ids=lambda variant: variant.name
)
def test_other_bindings_synthesize_the_same_but_for_what_the_page_lists(
    variant: Variant, pinned: Syntheses, tmp_path: Path, *, update: bool
) -> None:
    versions = ", ".join(f"{name} {version}" for name, version in variant.pinned.items())
    hold(variant.name, versions, told(found(variant, pinned, tmp_path)), update=update)
