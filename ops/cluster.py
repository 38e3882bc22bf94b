"""The cluster of an environment, by kubectl and the credentials of this process."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from config.model import EnvironmentConfig
from ops.command import Failure
from ops.kubectl import Json, Kubectl


@contextmanager
def cluster_of(config: EnvironmentConfig, session: boto3.Session) -> Iterator[Kubectl | None]:
    """Yield the cluster of an environment; None where it has not been made yet.

    Its address comes from EKS, whatever the user's own kubeconfig says, and kubectl asks the AWS
    command line for a token whenever it needs one, as Terraform's providers do.

    Args:
        config: The environment.
        session: A session in its account.

    Raises:
        Failure: EKS does not answer.
    """
    found = _described(config, session)
    if found is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "kubeconfig"
        file.write_text(json.dumps(_kubeconfig(config, found)), encoding="utf-8")
        yield Kubectl(environment=os.environ | {"KUBECONFIG": str(file)})


def _described(config: EnvironmentConfig, session: boto3.Session) -> Json | None:
    eks: Any = session.client("eks")
    try:
        found: Json = eks.describe_cluster(name=config.cluster_name)["cluster"]
    except eks.exceptions.ResourceNotFoundException:
        return None
    except (BotoCoreError, ClientError) as error:
        raise Failure(f"EKS does not say where {config.cluster_name} is: {error}") from error
    # While EKS makes it, it has no address yet.
    return found if found.get("endpoint") else None


def _kubeconfig(config: EnvironmentConfig, found: Json) -> Json:
    """Return a kubeconfig, which holds no secret; JSON is YAML, too."""
    name = config.cluster_name
    token = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "aws",
        "args": ["eks", "get-token", "--cluster-name", name, "--region", config.region],
        "interactiveMode": "Never",
    }
    authority = found["certificateAuthority"]["data"]
    cluster = {"server": found["endpoint"], "certificate-authority-data": authority}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": name, "user": {"exec": token}}],
    }
