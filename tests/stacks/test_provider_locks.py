"""The lock file that each synthesized stack gets."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import available_environments
from config.provider_locks import LOCK_FILE, LOCKED
from stacks.provider_locks import lock_providers
from terraform_json.manifest import read_manifest
from tests.fixtures.output import write_output

ROOT = Path(__file__).parents[2]
ENTRY = re.compile(r'^provider "[^"]*/([^"/]+)" \{\n  version     = "([^"]+)"', re.MULTILINE)


def entries(file: Path) -> dict[str, str]:
    """Return the version of each provider in a lock file."""
    return dict(ENTRY.findall(file.read_text(encoding="utf-8")))


def stack(output: Path, **required: str) -> Path:
    """Write a stack that requires providers into a folder; return where its lock file goes."""
    providers = {name: {"source": source, "version": "1.0.0"} for name, source in required.items()}
    write_output(output, {"one": {"terraform": {"required_providers": providers}}})
    return output / "stacks/one" / LOCK_FILE


@pytest.fixture(scope="module", params=available_environments())
def synthesized(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that main.py wrote for an environment."""
    output = tmp_path_factory.mktemp("output")
    chosen = {"PLATFORM_ENV": request.param, "CDKTF_OUTDIR": str(output)}
    subprocess.run([sys.executable, ROOT / "main.py"], env=os.environ | chosen, check=True)
    return output


def test_every_stack_is_locked_to_the_providers_that_it_requires(synthesized: Path) -> None:
    for written in read_manifest(synthesized).values():
        required = written.read()["terraform"]["required_providers"]
        versions = {name: provider["version"] for name, provider in required.items()}
        assert entries(written.folder / LOCK_FILE) == versions, "run `make lock-providers`"


def test_a_stack_is_not_locked_to_a_provider_of_other_stacks(tmp_path: Path) -> None:
    lock = stack(tmp_path, aws="aws")
    lock_providers(tmp_path)
    assert entries(lock).keys() == {"aws"}


def test_a_provider_goes_by_its_source_and_not_by_the_stacks_name_for_it(tmp_path: Path) -> None:
    lock = stack(tmp_path, cluster="hashicorp/kubernetes", helm="helm")
    lock_providers(tmp_path)
    assert entries(lock).keys() == {"helm", "kubernetes"}


def test_a_provider_that_is_not_locked_is_left_to_terraform_to_refuse(tmp_path: Path) -> None:
    lock = stack(tmp_path, aws="aws", unknown="example/unknown")
    lock_providers(tmp_path)
    assert entries(lock).keys() == {"aws"}


def test_every_provider_is_locked_by_its_archives_for_every_system_and_by_its_content() -> None:
    text = LOCKED.read_text(encoding="utf-8")
    assert entries(LOCKED).keys() == {"aws", "helm", "kubernetes"}
    for block in text.split("provider ")[1:]:
        # An archive for each of the eleven systems or more that HashiCorp builds for.
        assert len(set(re.findall(r'"zh:[0-9a-f]{64}"', block))) > 10
        assert re.search(r'"h1:[A-Za-z0-9+/]{43}="', block)
