"""The environment of commands that work on the sandbox."""

import json
import os
import subprocess
from pathlib import Path

import boto3
import pytest

from config.model import EnvironmentConfig
from sandbox import ending
from sandbox.environment import cdktf_environment, sandbox_environment

ENDPOINT = "http://127.0.0.1:1"
REAL = {
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "token",
    "AWS_ENDPOINT_URL_S3": "https://s3.example",
    "AWS_ROLE_ARN": "arn:aws:iam::999988887777:role/deploy",
    "AWS_ACCESS_KEY_ID": "real",
    "AWS_SECRET_ACCESS_KEY": "real",
}


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch, staging_config: EnvironmentConfig) -> dict[str, str]:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    return sandbox_environment(staging_config, ENDPOINT)


def test_nothing_leads_to_a_real_aws(variables: dict[str, str]) -> None:
    aws = {name: value for name, value in variables.items() if name.startswith("AWS_")}
    assert set(aws) & set(REAL) == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    assert not set(aws.values()) & set(REAL.values())


def test_files_with_credentials_are_not_read(variables: dict[str, str]) -> None:
    assert variables["AWS_CONFIG_FILE"] == os.devnull
    assert variables["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull


def test_the_role_of_the_machine_is_not_asked_for(variables: dict[str, str]) -> None:
    assert variables["AWS_EC2_METADATA_DISABLED"] == "true"


def test_terraform_finds_its_providers_there_too(
    monkeypatch: pytest.MonkeyPatch, staging_config: EnvironmentConfig
) -> None:
    found = {"TF_CLI_CONFIG_FILE": "mirror.tfrc"}
    monkeypatch.setattr("sandbox.environment.terraform_environment", lambda: found)
    assert found.items() <= sandbox_environment(staging_config, ENDPOINT).items()


def test_every_service_is_the_local_one(
    variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for service in ("s3", "dynamodb"):
        client = boto3.Session().client(service)
        assert client.meta.endpoint_url == ENDPOINT


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_no_proxy_stands_between(
    monkeypatch: pytest.MonkeyPatch, staging_config: EnvironmentConfig, name: str
) -> None:
    for other in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "registry.example")
    found = sandbox_environment(staging_config, ENDPOINT)
    assert found["NO_PROXY"] == found["no_proxy"] == "registry.example,127.0.0.1"


def test_what_works_on_the_sandbox_carries_the_mark_of_its_folder(
    variables: dict[str, str],
) -> None:
    assert ending.mark().items() <= variables.items()


def test_the_app_synthesizes_the_environment(variables: dict[str, str]) -> None:
    assert variables["PLATFORM_ENV"] == "staging"


def test_cdktf_runs_on_the_pinned_node() -> None:
    first, rest = cdktf_environment({"PATH": "/usr/bin"})["PATH"].split(os.pathsep)
    assert first.endswith("node_modules/.bin")
    assert rest == "/usr/bin"


def test_a_state_brings_no_provider_that_is_not_locked(
    variables: dict[str, str], tmp_path: Path
) -> None:
    address = "registry.terraform.io/others/evil"
    for system in ("linux_amd64", "linux_arm64"):
        version = tmp_path / "mirror" / address / "1.0.0" / system
        version.mkdir(parents=True)
        (version / "terraform-provider-evil_v1.0.0").write_text("#!/bin/sh\n")
    mirror = f'filesystem_mirror {{\npath = "{tmp_path}/mirror"\n}}'
    (tmp_path / "cli.tfrc").write_text(f"provider_installation {{\n{mirror}\n}}\n")
    thing = {"mode": "managed", "type": "evil_thing", "name": "a", "instances": [{}]}
    thing["provider"] = f'provider["{address}"]'
    state = {"version": 4, "serial": 1, "lineage": "a", "resources": [thing]}
    (tmp_path / "terraform.tfstate").write_text(json.dumps(state))
    (tmp_path / "cdk.tf.json").write_text("{}")
    done = subprocess.run(
        ["terraform", "init", "-no-color"],
        cwd=tmp_path,
        env=variables | {"TF_CLI_CONFIG_FILE": str(tmp_path / "cli.tfrc")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Provider dependency changes detected" in done.stderr
