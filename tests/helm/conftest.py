"""The chart with every set of values, rendered and installed."""

import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from config.applications.chart_values import CHART
from ops.programs import program
from sandbox.chart.release import Release, make_namespaces
from sandbox.kubernetes import LocalControlPlane, rollouts
from sandbox.kubernetes.custom_resources import EXTERNAL_SECRETS, MONITORING
from sandbox.kubernetes.custom_resources import install as install_custom_resources
from tests.helm.cases import VALUES

Tool = Callable[..., subprocess.CompletedProcess[str]]
Install = Callable[[Mapping[str, Path]], dict[str, Release]]


@pytest.fixture(params=VALUES)
def case(request: pytest.FixtureRequest) -> str:
    """Return the name of each set of values in turn."""
    return str(request.param)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a file with each set of values."""
    folder = tmp_path_factory.mktemp("values")
    for name, values in VALUES.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    return {name: folder / f"{name}.yaml" for name in VALUES}


@pytest.fixture(scope="session")
def tool() -> Tool:
    """Return a function that runs one of the pinned programs."""

    def run(name: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(program(name)), *arguments]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def rendered(files: dict[str, Path], tool: Tool) -> dict[str, str]:
    """Return the manifests of each set of values."""
    results = {
        name: tool("helm", "template", name, str(CHART), f"--values={file}")
        for name, file in files.items()
    }
    return {name: result.stdout for name, result in results.items()}


@pytest.fixture(scope="session")
def custom_resources(control_plane: LocalControlPlane) -> None:
    """Make the control plane know the kinds of the addons' operators, and run that of canaries."""
    install_custom_resources(control_plane, [*EXTERNAL_SECRETS, *MONITORING])
    rollouts.define(control_plane)
    rollouts.run(control_plane, rollouts.ours())


@pytest.fixture(scope="session")
def install(control_plane: LocalControlPlane, custom_resources: None) -> Install:
    """Return a function that installs releases, from a file of values each, with all pods ready."""
    del custom_resources

    def installed(values: Mapping[str, Path]) -> dict[str, Release]:
        made = {name: Release(control_plane, name, file) for name, file in values.items()}
        make_namespaces(control_plane, made)
        with ThreadPoolExecutor(max_workers=4) as pool:
            list(pool.map(Release.upgrade, made.values()))
            list(pool.map(Release.wait_for_replicas, made.values()))
        return made

    return installed


@pytest.fixture(scope="session")
def releases(install: Install, files: dict[str, Path]) -> dict[str, Release]:
    """Return a release of each set of values, for tests that leave them as they are."""
    return install(files)
