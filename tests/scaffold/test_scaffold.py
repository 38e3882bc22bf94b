"""What is scaffolded passes every check as it is; what cannot be is refused, and leaves nothing."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from ipaddress import IPv4Network
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from config.addons.names import addon_names
from config.environment import available_environments, load_environment
from config.errors import ConfigError
from config.platform import load_platform
from delivery.deploy.environments import WORKFLOW, with_jobs
from ops.command import Refusal
from scaffold.__main__ import app
from scaffold.addon import new_addon
from scaffold.application import SAMPLE, new_application
from scaffold.environment import environment_text, free_network, new_environment
from tests.fixtures.checkout import ROOT
from tests.scaffold.conftest import OWNED

ALL = [
    (new_application, "helm/apps/{}"),
    (new_addon, "helm/addons/{}"),
    (new_environment, "config/environments/{}.yaml"),
]


def files(checkout: Path) -> dict[str, bytes]:
    """Return every file that may be written, hidden ones included."""
    found = [path for folder in OWNED for path in (checkout / folder).rglob("*")]
    written = [*found, checkout / WORKFLOW]
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in written}


def synthesis(checkout: Path, environment: str) -> dict[str, str]:
    """Synthesize by main.py, expect success, and return the JSON of each stack."""
    chosen = {"PLATFORM_ENV": environment, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "main.py"]
    done = subprocess.run(
        command, cwd=checkout, env=os.environ | chosen, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = (checkout / "cdktf.out").glob("stacks/*/cdk.tf.json")
    return {file.parent.name: file.read_text(encoding="utf-8") for file in found}


@pytest.mark.slow
def test_an_environment_with_a_new_application_and_a_new_addon_is_synthesized(
    checkout: Path,
) -> None:
    for command in (("app", "shop"), ("addon", "cert-manager"), ("environment", "dev")):
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0, done.output

    stack = json.loads(synthesis(checkout, "dev")["k8s"])
    releases = {each["name"] for each in stack["resource"]["helm_release"].values()}
    assert {"shop", "cert-manager"} <= releases


def test_an_environment_s_jobs_are_those_that_the_files_ask_for(checkout: Path) -> None:
    told = new_environment("dev")

    text = (checkout / WORKFLOW).read_text(encoding="utf-8")
    production = {name: load_environment(name).production for name in available_environments()}
    assert text == with_jobs(text, production)
    assert "dev" in yaml.safe_load(text)["jobs"]["deploy-dev"]["name"]
    assert "`dev-plan` and `dev`" in told


def test_an_environment_s_network_is_free(checkout: Path) -> None:
    before = [load_environment(name).network.cidr for name in available_environments()]
    new_environment("dev")
    new_environment("qa")
    made = [load_environment(name).network.cidr for name in ("dev", "qa")]
    assert not any(a.overlaps(b) for a in made for b in before)
    assert not made[0].overlaps(made[1])
    assert checkout


@pytest.mark.parametrize(
    ("letters", "readers"), [("ab", 1), ("abc", 2), ("abcd", 2), ("abcdef", 2)]
)
def test_an_environment_has_an_instance_in_each_zone_that_aurora_keeps_data_in(
    checkout: Path, letters: str, readers: int
) -> None:
    staging = load_environment("staging")
    subnets = staging.network.zones["eu-west-1a"]
    zones = {f"eu-west-1{letter}": subnets for letter in letters}
    network = staging.network.model_copy(update={"zones": zones})
    like = staging.model_copy(update={"network": network})
    text = environment_text("dev", like, IPv4Network("10.30.0.0/16"))
    (checkout / "config/environments/dev.yaml").write_text(text, encoding="utf-8")

    made = load_platform("dev").config
    assert list(made.network.zones) == list(zones)
    assert made.database.readers.fixed == readers


def test_an_environment_keeps_its_data_where_the_other_does(checkout: Path) -> None:
    lab = load_environment("lab")
    chosen = tuple(f"us-gov-west-1{letter}" for letter in "bcd")
    active = {
        zone: each.model_copy(update={"draining": False})
        for zone, each in lab.network.zones.items()
    }
    like = lab.model_copy(
        update={
            "network": lab.network.model_copy(update={"zones": active}),
            "database": lab.database.model_copy(update={"availability_zones": chosen}),
        }
    )
    made = yaml.safe_load(environment_text("dev", like, IPv4Network("10.30.0.0/16")))
    assert tuple(made["database"]["availability_zones"]) == chosen
    assert checkout


def remove_applications(checkout: Path) -> None:
    """Remove all applications, and the environment that names one."""
    shutil.rmtree(checkout / "helm/apps")
    (checkout / "helm/apps").mkdir()
    (checkout / "config/environments/lab.yaml").unlink()


def allow(checkout: Path, environment: str, section: str, allowed: dict[str, object]) -> None:
    """Write what is allowed into a section of an environment's file."""
    file = checkout / f"config/environments/{environment}.yaml"
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    data[section] = data.get(section, {}) | allowed
    file.write_text(yaml.safe_dump(data), encoding="utf-8")


def new_values(checkout: Path) -> dict[str, dict[str, str]]:
    """Return the values of the new application `shop`."""
    text = (checkout / "helm/apps/shop/values.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


def test_an_application_s_images_are_of_a_registry_that_every_environment_allows(
    checkout: Path,
) -> None:
    remove_applications(checkout)
    allow(checkout, "staging", "applications", {"image_registries": ["quay.io", "example.com/a"]})
    allow(checkout, "prod", "applications", {"image_registries": ["example.com/a", "ghcr.io"]})
    told = new_application("shop")
    values = new_values(checkout)
    assert values["image"]["repository"] == "example.com/a/nginx/nginx-unprivileged"
    assert values["test"]["image"].startswith("example.com/a/curl/curl:")
    assert "once the registries that the environments allow" in told


def test_an_application_s_images_stay_where_they_are_as_long_as_they_may(checkout: Path) -> None:
    told = new_application("shop")
    values = new_values(checkout)
    assert values["image"]["repository"] == SAMPLE
    assert "test" not in values
    assert "it runs as it is" in told


def test_an_addon_may_wait_for_its_chart_where_charts_come_from_a_folder(checkout: Path) -> None:
    remove_applications(checkout)
    (checkout / "charts").mkdir()
    off = {name: {"enabled": False} for name in addon_names()}
    allow(checkout, "prod", "addons", {"charts_folder": "charts", "releases": off})
    told = new_addon("cert-manager")
    assert "prod: addons.charts_folder lacks the chart" in told
    assert (checkout / "helm/addons/cert-manager/addon.yaml").exists()


def test_where_no_network_is_free_it_says_so() -> None:
    with pytest.raises(Refusal, match="none is free"):
        free_network([IPv4Network("10.0.0.0/8")])


@pytest.mark.parametrize(("make", "place"), ALL)
@pytest.mark.parametrize("name", ["", "Shop", "../shop", "a/b", "-a", "a-", "a b", "a\n", ".a"])
def test_a_name_that_is_none_is_refused(
    checkout: Path, make: Callable[[str], str], place: str, name: str
) -> None:
    before = files(checkout)
    with pytest.raises(Refusal, match="is no name"):
        make(name)
    assert files(checkout) == before, place


@pytest.mark.parametrize(("make", "place"), ALL)
def test_a_name_that_is_taken_is_refused(
    checkout: Path, make: Callable[[str], str], place: str
) -> None:
    make("shop")
    before = files(checkout)
    with pytest.raises(Refusal, match="is there already"):
        make("shop")
    assert files(checkout) == before, place


@pytest.mark.parametrize(("make", "place"), ALL[:2])
def test_a_folder_that_half_exists_is_left_as_it_is(
    checkout: Path, make: Callable[[str], str], place: str
) -> None:
    (checkout / place.format("shop")).mkdir()
    with pytest.raises(Refusal, match="is there already"):
        make("shop")
    assert [*(checkout / place.format("shop")).iterdir()] == []


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (new_application, "kube-dns"),
        (new_application, "monitoring"),
        (new_application, "a-name-of-more-than-23-characters"),
        (new_addon, "kube-dns"),
        (new_addon, "app1"),
        (new_environment, "a-name-that-is-too-long"),
    ],
)
def test_what_the_platform_refuses_leaves_nothing_behind(
    checkout: Path, make: Callable[[str], str], name: str
) -> None:
    before = files(checkout)
    with pytest.raises(ConfigError):
        make(name)
    assert files(checkout) == before


def test_the_command_ends_with_status_2_and_one_message(checkout: Path) -> None:
    done = CliRunner().invoke(app, ["app", "Shop"])
    assert done.exit_code == 2
    assert "'Shop' is no name" in done.output
    assert checkout
