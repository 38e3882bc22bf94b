"""Where `terraform init` gets its providers from."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ops import terraform
from ops.command import Refusal
from ops.terraform import find_mirrors, has_providers, terraform_environment

LayOut = Callable[..., Path]

AWS = "registry.example/hashicorp/aws"
HELM = "registry.example/hashicorp/helm"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in an empty folder of a Linux machine, where nobody named a mirror."""
    monkeypatch.setattr(terraform, "_target", lambda: "linux_amd64")
    monkeypatch.delenv("TF_PLUGIN_MIRROR", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(terraform, "ADDED_TO_THE_SYSTEM", tmp_path / "opt")


def unpacked(mirror: Path, address: str = AWS, target: str = "linux_amd64") -> Path:
    (mirror / address / "5.100.0" / target).mkdir(parents=True)
    return mirror


def packed(mirror: Path, address: str = AWS, target: str = "linux_amd64") -> Path:
    (mirror / address).mkdir(parents=True)
    kind = address.rpartition("/")[2]
    (mirror / address / f"terraform-provider-{kind}_5.100.0_{target}.zip").touch()
    return mirror


def test_without_a_mirror_the_users_own_settings_hold() -> None:
    assert terraform_environment() == {"CHECKPOINT_DISABLE": "1"}


@pytest.mark.parametrize("lay_out", [unpacked, packed])
def test_a_mirror_may_hold_providers_unpacked_or_packed(tmp_path: Path, lay_out: LayOut) -> None:
    (mirror,) = find_mirrors(searched=[lay_out(tmp_path / "mirror")])
    assert mirror.providers == (AWS,)


def test_the_program_of_a_provider_is_found_where_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = unpacked(tmp_path / "mirror")
    program = mirror / AWS / "5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5"
    program.touch()
    monkeypatch.setenv("TF_PLUGIN_MIRROR", str(mirror))
    assert terraform.program_of("aws", "5.100.0") == program
    assert terraform.program_of("aws", "5.99.0") is None


@pytest.mark.parametrize("lay_out", [unpacked, packed])
def test_providers_for_other_machines_do_not_count(tmp_path: Path, lay_out: LayOut) -> None:
    assert find_mirrors(searched=[lay_out(tmp_path / "mirror", target="darwin_arm64")]) == ()


@pytest.mark.parametrize(
    "folder", ["terraform.d/plugins", "home/.terraform.d/plugins", "opt/anything"]
)
def test_a_mirror_is_found_where_providers_are_kept(tmp_path: Path, folder: str) -> None:
    unpacked(tmp_path / folder)
    configuration = Path(terraform_environment()["TF_CLI_CONFIG_FILE"])
    assert f'path    = "{tmp_path / folder}"' in configuration.read_text(encoding="utf-8")


def test_a_mirror_is_found_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    unpacked(tmp_path / "data/terraform/plugins")
    assert "TF_CLI_CONFIG_FILE" in terraform_environment()


def test_a_named_mirror_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_PLUGIN_MIRROR", str(unpacked(tmp_path / "mine")))
    configuration = Path(terraform_environment()["TF_CLI_CONFIG_FILE"])
    assert str(tmp_path / "mine") in configuration.read_text(encoding="utf-8")


def test_a_named_folder_that_is_no_mirror_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_PLUGIN_MIRROR", str(tmp_path))
    with pytest.raises(Refusal, match="holds no provider for linux_amd64"):
        terraform_environment()


def test_what_a_mirror_holds_comes_from_it_and_the_rest_from_the_registry(tmp_path: Path) -> None:
    unpacked(tmp_path / "opt/one")
    packed(tmp_path / "opt/two", HELM)
    configuration = Path(terraform_environment()["TF_CLI_CONFIG_FILE"])
    assert configuration.read_text(encoding="utf-8") == (
        "provider_installation {\n"
        "  filesystem_mirror {\n"
        f'    path    = "{tmp_path}/opt/one"\n'
        f'    include = ["{AWS}"]\n'
        "  }\n"
        "  filesystem_mirror {\n"
        f'    path    = "{tmp_path}/opt/two"\n'
        f'    include = ["{HELM}"]\n'
        "  }\n"
        "  direct {\n"
        f'    exclude = ["{AWS}", "{HELM}"]\n'
        "  }\n"
        "}\n"
    )


def test_terraform_accepts_the_configuration(tmp_path: Path) -> None:
    unpacked(tmp_path / "opt/mirror")
    variables = {**os.environ, **terraform_environment()}
    checked = subprocess.run(
        ["terraform", "version"], env=variables, capture_output=True, text=True, check=True
    )
    assert "problem" not in checked.stdout + checked.stderr


def test_the_configuration_is_found_from_any_folder(tmp_path: Path) -> None:
    unpacked(tmp_path / "opt/mirror")
    assert Path(terraform_environment()["TF_CLI_CONFIG_FILE"]).is_absolute()


def test_writing_the_configuration_leaves_nothing_else(tmp_path: Path) -> None:
    unpacked(tmp_path / "opt/mirror")
    configuration = Path(terraform_environment()["TF_CLI_CONFIG_FILE"])
    assert list(configuration.parent.iterdir()) == [configuration]


def test_the_configuration_lies_where_git_ignores_it() -> None:
    assert terraform.CONFIGURATION.is_relative_to(".cache")


def test_without_a_mirror_the_registry_is_trusted_to_have_every_provider() -> None:
    assert has_providers("helm", "kubernetes")


def test_a_mirror_without_a_provider_stands_in_for_a_registry_that_is_out_of_reach(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TF_PLUGIN_MIRROR", str(unpacked(tmp_path / "mirror")))
    assert not has_providers("aws", "helm")
    assert has_providers("aws")
    packed(tmp_path / "mirror", HELM)
    assert has_providers("aws", "helm")
