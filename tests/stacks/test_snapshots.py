"""The synthesized JSON of every stack and environment, as files that show a change as a diff.

After a change that is meant: `make snapshots`, and read the diff.
"""

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from config.environment import available_environments
from config.platform import load_platform
from stacks.base import StackName
from stacks.platform import build_platform


@pytest.mark.parametrize("stack", StackName)
@pytest.mark.parametrize("environment", available_environments())
def test_json(
    environment: str,
    stack: StackName,
    snapshot: SnapshotAssertion,
    synthesize: Callable[[TerraformStack], Any],
) -> None:
    platform = load_platform(environment)
    stacks = build_platform(Testing.app(), platform.config, platform.applications)
    (synthesized,) = [synthesize(built) for built in stacks if built.node.id == stack]
    assert synthesized == snapshot.use_extension(JSONSnapshotExtension)
