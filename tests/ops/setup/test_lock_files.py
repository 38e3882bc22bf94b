"""What the lock files pin, by hashes and without a registry, and how they are renewed."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PYTHON_TOOLS = ("checkov", "pipenv")

# A pinned package and the hashes of its files, as pip reads them.
PINNED = re.compile(r"^[A-Za-z0-9._-]+==\S+(?: \\\n    --hash=sha256:[0-9a-f]{64})+$", re.MULTILINE)


def node_packages() -> dict[str, dict[str, Any]]:
    """Return what package-lock.json says of each package, without the project itself."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return {path: package for path, package in lock["packages"].items() if path}


def requirements(tool: str) -> str:
    return (ROOT / "tools" / tool / "requirements.txt").read_text(encoding="utf-8")


def test_every_node_package_has_its_integrity_but_those_inside_the_archive_of_another() -> None:
    without = {path for path, package in node_packages().items() if "integrity" not in package}
    bundled = {path for path, package in node_packages().items() if package.get("inBundle")}
    assert without == bundled


def test_an_archive_that_holds_other_packages_has_its_integrity() -> None:
    packages = node_packages()
    bundled = [path for path, package in packages.items() if package.get("inBundle")]
    holders = {path.split("/node_modules/")[0] for path in bundled}
    assert [path for path in holders if "integrity" not in packages[path]] == []


def test_the_integrity_of_node_packages_is_strong() -> None:
    integrities = [package.get("integrity", "sha512-") for package in node_packages().values()]
    assert [one for one in integrities if not one.startswith("sha512-")] == []


def test_no_node_package_is_tied_to_a_registry() -> None:
    assert [path for path, package in node_packages().items() if "resolved" in package] == []


def test_no_python_package_is_tied_to_a_registry() -> None:
    lock = json.loads((ROOT / "Pipfile.lock").read_text(encoding="utf-8"))
    packages = {**lock["default"], **lock["develop"]}
    assert lock["_meta"]["sources"] == []
    assert [name for name, package in packages.items() if not package["hashes"]] == []


@pytest.mark.parametrize("tool", PYTHON_TOOLS)
def test_every_requirement_of_a_python_tool_is_pinned_with_hashes_and_nothing_else_is_said(
    tool: str,
) -> None:
    assert PINNED.sub("", requirements(tool)).strip() == ""


@pytest.mark.parametrize("tool", PYTHON_TOOLS)
def test_the_requirements_of_a_python_tool_hold_the_version_of_its_pipfile(tool: str) -> None:
    pipfile = tomllib.loads((ROOT / "tools" / tool / "Pipfile").read_text(encoding="utf-8"))
    ((name, version),) = pipfile["packages"].items()
    assert f"{name}{version} \\\n" in requirements(tool)


@pytest.mark.parametrize(("script", "tool"), [("checkov.sh", "checkov"), ("python.sh", "pipenv")])
def test_a_python_tool_is_installed_from_files_whose_hashes_are_known_only(
    script: str, tool: str
) -> None:
    text = (ROOT / "ops/setup" / script).read_text(encoding="utf-8").replace("\\\n", "")
    (install,) = re.findall(r"pip install .*", text)
    assert "--require-hashes" in install
    assert install.endswith(f"--requirement tools/{tool}/requirements.txt")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder to renew lock files in, where pipenv and npm write what they were given."""
    for name in (
        "ops/setup/lock.sh",
        "package.json",
        *(f"tools/{t}/Pipfile" for t in PYTHON_TOOLS),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").touch()
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    locked = json.dumps({"_meta": {"sources": [{"url": "https://registry.example"}]}})
    hashed = r"one==1.0 --hash=sha256:a --hash=sha256:b\n\ntwo==2.0 --hash=sha256:c\n"
    for program, script in {
        ".tools/pipenv/bin/pipenv": f"""case "$1 $2" in
            lock*) echo '{locked}' >Pipfile.lock ;;
            'requirements --hash') [ -e Pipfile.lock ] && printf '{hashed}' ;;
            esac""",
        "bin/npm": 'echo "$* in: $(echo *)" >package-lock.json',
    }.items():
        (tmp_path / program).parent.mkdir(parents=True)
        (tmp_path / program).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    subprocess.run(["ops/setup/lock.sh"], cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    return tmp_path


def test_node_packages_are_resolved_where_npm_finds_none_whose_integrity_it_does_not_know(
    project: Path,
) -> None:
    assert (project / "package-lock.json").read_text(encoding="utf-8") == (
        "install --package-lock-only --omit-lockfile-registry-resolved in: package.json\n"
    )


@pytest.mark.parametrize("tool", PYTHON_TOOLS)
def test_renewed_requirements_have_a_line_for_each_hash(project: Path, tool: str) -> None:
    assert (project / "tools" / tool / "requirements.txt").read_text(encoding="utf-8") == (
        "one==1.0 \\\n    --hash=sha256:a \\\n    --hash=sha256:b\n"
        "two==2.0 \\\n    --hash=sha256:c\n"
    )


def test_a_renewed_lock_of_python_packages_names_no_registry(project: Path) -> None:
    assert json.loads((project / "Pipfile.lock").read_text(encoding="utf-8")) == {
        "_meta": {"sources": []}
    }


def test_renewing_leaves_nothing_behind(project: Path) -> None:
    assert list((project / "temporary").iterdir()) == []


@pytest.fixture
def renew_providers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return a function that renews the lock of the providers by a Terraform that does as told."""
    (tmp_path / "cdktf.out/stacks/k8s").mkdir(parents=True)
    (tmp_path / "cdktf.out/stacks/k8s/cdk.tf.json").write_text("stack", encoding="utf-8")
    lock = tmp_path / "tools/terraform/providers.lock.hcl"
    lock.parent.mkdir(parents=True)
    lock.write_text("old", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))

    def renew(terraform: str) -> Path:
        program = tmp_path / "bin/terraform"
        program.write_text(f'#!/bin/sh\ncd "${{1#-chdir=}}"\nshift\n{terraform}\n')
        program.chmod(0o755)
        subprocess.run([ROOT / "ops/setup/providers.sh"], cwd=tmp_path, check=False)
        assert list((tmp_path / "temporary").iterdir()) == []
        return lock

    return renew


def test_the_hashes_of_providers_are_asked_for_every_system_of_what_the_stack_requires(
    renew_providers: Callable[[str], Path],
) -> None:
    lock = renew_providers('echo "$(cat cdk.tf.json): $*" >.terraform.lock.hcl')
    assert lock.read_text(encoding="utf-8") == (
        "stack: providers lock -platform=linux_amd64 -platform=linux_arm64"
        " -platform=darwin_amd64 -platform=darwin_arm64\n"
    )


def test_a_registry_that_does_not_answer_leaves_the_lock_of_the_providers_as_it_was(
    renew_providers: Callable[[str], Path],
) -> None:
    assert renew_providers("exit 1").read_text(encoding="utf-8") == "old"
