"""What is synthesized deploys to the sandbox by OpenTofu as it does by Terraform."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Final

import pytest

from config.environment import load_environment
from config.provider_locks import locked_version
from ops.bootstrap.__main__ import bootstrap
from ops.terraform import MIRROR_VARIABLE, find_mirrors
from sandbox import local_aws
from sandbox.environment import sandbox_environment
from tests.fixtures.checkout import ROOT
from tests.longevity.page import hold
from tests.terraform.support import LocalAws

REGISTRIES: Final = {"registry.terraform.io": "registry.opentofu.org"}
"""Providers without a host in their address are of the program's own registry."""
TOFU: Final = shutil.which("tofu") or shutil.which("tofu", path=ROOT / ".tools/bin")


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAws]:
    """Return a local AWS on which every Terraform is OpenTofu."""
    if TOFU is None:
        pytest.skip("OpenTofu is not built: `make .tools/bin/opentofu.set-up` builds it")
    folder = tmp_path_factory.mktemp("opentofu")
    programs = folder / "programs"
    programs.mkdir()
    (programs / "terraform").symlink_to(TOFU)
    config = load_environment("staging")
    record = folder / "server.json"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
        if mirror := renamed_mirror(folder):
            monkeypatch.setenv(MIRROR_VARIABLE, str(mirror))
        server = local_aws.start(config, record, folder / "server.log")
        try:
            # Its lock would name the providers of Terraform's registry.
            variables = sandbox_environment(config, server.endpoint) | {"TF_CLI_ARGS_init": ""}
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            list(bootstrap(config))
            yield LocalAws(config=config, variables=variables, folder=folder, log=folder)
        finally:
            local_aws.stop(server, record)


def renamed_mirror(folder: Path) -> Path | None:
    """Return a mirror with the providers of this machine's under OpenTofu's registry, if any."""
    held = find_mirrors(os.environ.get(MIRROR_VARIABLE), sorted(Path("/opt").glob("*/")))
    mirror = folder / "mirror"
    for each in held:
        for host, other in REGISTRIES.items():
            # Namespace, type, version and platform, of which OpenTofu follows a link at the last.
            for held_here in (each.folder / host).glob("*/*/*/*/"):
                place = mirror / other / held_here.relative_to(each.folder / host)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.symlink_to(held_here)
    return mirror if mirror.is_dir() else None


def test_every_stack_is_applied_planned_without_changes_and_destroyed(
    aws: LocalAws, *, update: bool
) -> None:
    stacks = aws.platform("platform")
    needed = {stack.name: stack.dependencies for stack in stacks.values()}
    order = list(TopologicalSorter(needed).static_order())
    folders = [aws.initialized(stacks[name].folder) for name in order]
    for folder in folders:
        folder.succeeds("apply", "-auto-approve", "-input=false", "-no-color")
        assert folder.managed() == folder.declared()
    for folder in folders:
        second = folder.terraform("plan", "-input=false", "-detailed-exitcode", "-no-color")
        # 0 is no change, 1 an error, 2 a change.
        assert second.returncode == 0, second.stdout
    for folder in reversed(folders):
        folder.succeeds("destroy", "-auto-approve", "-input=false", "-no-color")
        assert folder.managed() == set()
    told = subprocess.run([str(TOFU), "version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("OpenTofu")
    version = json.loads(folders[0].succeeds("version", "-json"))["terraform_version"]
    hold(
        "OpenTofu",
        f"OpenTofu {version}, AWS provider {locked_version('aws')}",
        f"what is AWS's of {', '.join(f'`{name}`' for name in order)} is applied in this order,"
        " a second plan of each is empty, and they are destroyed in reverse order",
        update=update,
    )
