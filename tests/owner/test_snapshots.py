"""The synthesized JSON of every stack and environment, as files that show a change as a diff.

After a change that is meant: `make snapshots`, and read the diff.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from config.platform import load_platform
from stacks.base import StackName
from stacks.platform import build_platform
from tests.owner.expanded import expanded
from tests.owner.found import ENVIRONMENTS

REMEDY = "where this change is meant, run `make snapshots` and read the diff"
KEPT = Path(__file__).parent / "__snapshots__" / Path(__file__).stem


@pytest.mark.parametrize("stack", StackName)
def test_json(
    environment: str,
    stack: StackName,
    snapshot: SnapshotAssertion,
    synthesize: Callable[[TerraformStack], Any],
) -> None:
    platform = load_platform(environment)
    stacks = build_platform(Testing.app(), platform.config, platform.applications)
    (synthesized,) = [synthesize(built) for built in stacks if built.node.id == stack]
    assert expanded(synthesized) == snapshot.use_extension(JSONSnapshotExtension), REMEDY


def test_no_snapshot_is_of_an_environment_that_is_gone(snapshot: SnapshotAssertion) -> None:
    names = {f"test_json[{name}-{stack}].json" for name in ENVIRONMENTS for stack in StackName}
    gone = {file.name for file in KEPT.iterdir()} - names
    # While snapshots are renewed, those that are of nothing go after the last test.
    assert not gone or snapshot.session.update_snapshots, REMEDY
