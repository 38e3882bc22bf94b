"""The real Terraform and the real AWS provider, on a local AWS of the tests' own."""

import shutil
from collections.abc import Iterator

import pytest

from config.environment import load_environment
from ops.bootstrap.__main__ import bootstrap
from sandbox import local_aws
from sandbox.environment import sandbox_environment
from sandbox.record import ServerRecord
from sandbox.terraform.provider import running_provider
from tests.terraform.support import LocalAws

# Its codes would stand between the words that tests look for.
COLOURED = ("init", "validate", "plan", "apply", "destroy")


@pytest.fixture(scope="session", autouse=True)
def terraform() -> None:
    """Fail where a prerequisite is missing."""
    if shutil.which("terraform") is None:
        pytest.fail("Terraform is not on the PATH; README.md tells where to get it.")


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """A local AWS for the tests of one module."""
    folder = tmp_path_factory.mktemp("aws")
    config = load_environment("staging")
    record, log = folder / "server.json", folder / "server.log"
    server: ServerRecord = local_aws.start(config, record, log)
    variables = sandbox_environment(config, server.endpoint)
    variables |= {f"TF_CLI_ARGS_{command}": "-no-color" for command in COLOURED}
    aws = LocalAws(config=config, variables=variables, folder=folder, log=log)
    try:
        with pytest.MonkeyPatch.context() as monkeypatch:
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            list(bootstrap(config))
        with running_provider("aws", variables) as reattached:
            aws.variables.update(reattached)
            yield aws
    finally:
        aws.stop_begun()
        local_aws.stop(server, record)
