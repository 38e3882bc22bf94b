"""What each environment has inside its cluster, installed on a control plane without containers."""

from pathlib import Path

import pytest

from config.platform import load_platform
from sandbox.kubernetes import control_plane, custom_resources
from terraform_json.manifest import read_manifest
from tests.fixtures.control_plane import LOGS
from tests.fixtures.installed import install
from tests.kubernetes.conftest import handed_over
from tests.owner.conftest import Synthesized

pytestmark = pytest.mark.slow


def test_its_releases_are_installed_and_become_ready(
    synthesized: Synthesized, tmp_path: Path
) -> None:
    stack = read_manifest(synthesized.folder)["k8s"]
    kinds = [*custom_resources.EXTERNAL_SECRETS, *custom_resources.MONITORING]
    with control_plane(tmp_path / "run", LOGS / f"owner-{synthesized.config.name}") as cluster:
        custom_resources.install(cluster, kinds)
        releases = install(cluster, stack.folder, stack.read(), handed_over)

    applications = load_platform(synthesized.config.name).applications
    assert {each.name for each in applications} <= set(releases.releases)
