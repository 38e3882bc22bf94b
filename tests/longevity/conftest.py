"""What the runs share: the JSON of the pinned versions, and whether the page is written anew."""

import sys
from pathlib import Path
from typing import Any, Final

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.longevity.installed import copy_of_the_code
from tests.longevity.synthesized import ENVIRONMENTS, synthesized
from tests.longevity.variants import Variant

Syntheses = dict[str, Any]
QUICK: Final = ("test_differences.py", "test_page.py")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what installs and deploys to `make longevity`."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.path.name not in QUICK:
            item.add_marker(pytest.mark.longevity)
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def update(snapshot: SnapshotAssertion) -> bool:
    """Return whether the page is written anew."""
    return bool(snapshot.session.update_snapshots)


@pytest.fixture(scope="session")
def pinned(tmp_path_factory: pytest.TempPathFactory) -> Syntheses:
    """Return what the pinned versions synthesize of each environment of the tests' own."""
    copy = copy_of_the_code(Variant(name="pinned"), tmp_path_factory.mktemp("pinned"))
    return {name: synthesized(Path(sys.executable), copy, name) for name in ENVIRONMENTS}
