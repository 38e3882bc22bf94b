"""Projects to run, and what the stock bindings make of them."""

import importlib.metadata
import importlib.util
from pathlib import Path

import pytest

from lean_bindings.assembly import ProviderPackage
from tests.lean_bindings.sample import HELM, HELM_APP, HELM_IMPORTS, Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project without files."""
    folder = tmp_path / "project"
    folder.mkdir()
    return Project(folder)


@pytest.fixture(scope="session")
def stock_output(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return what the stock bindings synthesize from `HELM_APP`."""
    project = Project(tmp_path_factory.mktemp("stock"))
    project.write(HELM_IMPORTS, HELM_APP)
    run = project.run()
    assert run.output, run.stderr
    return run.output


@pytest.fixture(scope="session")
def helm_package() -> ProviderPackage:
    """Return the Helm provider, the smallest one installed."""
    spec = importlib.util.find_spec(HELM)
    assert spec
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0])
    version = importlib.metadata.version(HELM)
    (tarball,) = folder.glob("_jsii/*.tgz")
    return ProviderPackage("@cdktf/provider-helm", version, tarball, folder)
