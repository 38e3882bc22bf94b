"""A good folder of synthesized stacks, small enough to read, for tests to spoil."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.provider_locks import LOCK_FILE, lock_text
from delivery.verify.folder import verify
from tests.delivery.github import FakeGithub, fake_github

Json = dict[str, Any]

CHART = "assets/chart_1/ABC"
CLUSTER = "aws_eks_cluster.cluster"


class Folder:
    """A folder of two stacks, `networking` and `k8s`, as synthesis writes them.

    Attributes:
        path: The folder.
        k8s: The JSON of the stack `k8s`.
        manifest: The JSON of the manifest.
    """

    def __init__(self, path: Path, config: EnvironmentConfig) -> None:
        self.path = path
        self.config = config
        self.manifest = _manifest()
        self.k8s = _k8s(config)
        self.file(f"stacks/k8s/{CHART}/Chart.yaml", "name: chart")
        networking = _stack(config, "networking")
        self.file("stacks/networking/cdk.tf.json", json.dumps(networking))
        for name, stack in {"k8s": self.k8s, "networking": networking}.items():
            self.file(f"stacks/{name}/{LOCK_FILE}", lock_text(stack))

    def file(self, place: str, text: str) -> None:
        """Write a file into the folder."""
        file = self.path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def judged(self, k8s: str | None = None) -> tuple[str, ...]:
        """Write the stack `k8s`, or the text given for it, and verify the folder."""
        self.file("manifest.json", json.dumps(self.manifest))
        self.file("stacks/k8s/cdk.tf.json", k8s or json.dumps(self.k8s))
        return verify(self.path, self.config)

    def mistakes(self, k8s: str | None = None) -> list[Mistake]:
        """Return why the folder is refused."""
        with pytest.raises(ConfigError) as caught:
            self.judged(k8s)
        return list(caught.value.mistakes)


@pytest.fixture
def folder(tmp_path: Path, staging_config: EnvironmentConfig) -> Folder:
    """Return a good folder."""
    return Folder(tmp_path / "staging", staging_config)


@pytest.fixture
def github() -> Iterator[FakeGithub]:
    """Yield GitHub's API, for tests to give its answer."""
    with fake_github() as fake:
        yield fake


@pytest.fixture
def refused(folder: Folder) -> Callable[[Callable[[Json], object]], list[Mistake]]:
    """Return a function that spoils the stack `k8s` and returns why the folder is refused."""

    def spoiled(spoil: Callable[[Json], object]) -> list[Mistake]:
        spoil(folder.k8s)
        return folder.mistakes()

    return spoiled


def _manifest() -> Json:
    return {
        "stacks": {
            name: {
                "annotations": [],
                "constructPath": name,
                "dependencies": needed,
                "name": name,
                "stackMetadataPath": f"stacks/{name}/metadata.json",
                "synthesizedStackPath": f"stacks/{name}/cdk.tf.json",
                "workingDirectory": f"stacks/{name}",
            }
            for name, needed in {"k8s": ["networking"], "networking": []}.items()
        },
        "version": "0.21.0",
    }


def _stack(config: EnvironmentConfig, name: str) -> Json:
    return {
        "//": {"metadata": {"stackName": name}},
        "terraform": {
            "backend": {
                "s3": {
                    "bucket": config.state.bucket,
                    "dynamodb_table": config.state.lock_table,
                    "encrypt": True,
                    "key": f"{config.name}/{name}.tfstate",
                    "region": config.region,
                    "use_lockfile": True,
                }
            },
            "required_providers": {"aws": {"source": "aws", "version": "5.100.0"}},
            "required_version": ">= 1.11.4, < 2.0.0",
        },
        "provider": {
            "aws": [
                {
                    "allowed_account_ids": [config.account_id],
                    "default_tags": [{"tags": {"Owner": "team"}}],
                    "region": config.region,
                }
            ]
        },
        "resource": {"aws_vpc": {"vpc": {"cidr_block": "10.0.0.0/16"}}},
        "output": {"vpc_id": {"value": "${aws_vpc.vpc.id}"}},
    }


def _k8s(config: EnvironmentConfig) -> Json:
    stack = _stack(config, "k8s")
    stack["terraform"]["required_providers"] |= {
        "helm": {"source": "helm", "version": "3.1.1"},
        "kubernetes": {"source": "kubernetes", "version": "2.38.0"},
    }
    stack["provider"] |= _cluster_access(config)
    stack["data"] = _data(config)
    stack["locals"] = {"issuer": '${replace(aws_iam_role.role.arn, "https://", "")}'}
    stack["resource"] |= {
        "aws_iam_role": {"role": {"//": {"metadata": {"path": "k8s/role"}}, "name": "role"}},
        "helm_release": {
            "ours": {"chart": CHART, "name": "ours", "values": ["a: (b) $${file(c)}"]},
            "theirs": {
                "chart": "metrics-server",
                "name": "theirs",
                "repository": "https://kubernetes-sigs.github.io/metrics-server",
                "version": "3.13.1",
            },
        },
    }
    return stack


def _cluster_access(config: EnvironmentConfig) -> Json:
    access = {
        "cluster_ca_certificate": f"${{base64decode({CLUSTER}.certificate_authority[0].data)}}",
        "host": f"${{{CLUSTER}.endpoint}}",
    }
    token = {
        "api_version": "client.authentication.k8s.io/v1beta1",
        "args": [
            *("eks", "get-token", "--cluster-name", config.cluster_name),
            *("--region", config.region),
        ],
        "command": "aws",
    }
    return {
        "helm": [{"kubernetes": access | {"exec": token}}],
        "kubernetes": [access | {"exec": [token]}],
    }


def _data(config: EnvironmentConfig) -> Json:
    return {
        "terraform_remote_state": {
            "networking-state": {
                "backend": "s3",
                "config": {
                    "bucket": config.state.bucket,
                    "key": f"{config.name}/networking.tfstate",
                    "region": config.region,
                },
            }
        },
        "aws_autoscaling_groups": {
            "all": {"filter": [{"name": "tag:eks:cluster-name", "values": [config.cluster_name]}]}
        },
        "aws_autoscaling_group": {
            "group": {
                "count": "${length(data.aws_autoscaling_groups.all.names)}",
                "name": "${element(data.aws_autoscaling_groups.all.names, count.index)}",
            }
        },
    }
