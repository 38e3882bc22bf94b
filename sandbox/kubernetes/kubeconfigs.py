"""The kubeconfig files of a control plane: who reaches whom, and by which certificate."""

import base64
from pathlib import Path
from typing import Any

import yaml


def write_client(directory: Path, client: str, server: str) -> None:
    """Write how a client reaches the API, as `<client>.kubeconfig`.

    Args:
        directory: The control plane's, with the keys in `pki`.
        client: Whose certificate it shows.
        server: The URL of the API.
    """
    pki = directory / "pki"

    def encoded(name: str) -> str:
        return base64.b64encode((pki / name).read_bytes()).decode()

    cluster = {"server": server, "certificate-authority-data": encoded("ca.crt")}
    user = {
        "client-certificate-data": encoded(f"{client}.crt"),
        "client-key-data": encoded(f"{client}.key"),
    }
    write(directory / f"{client}.kubeconfig", _configuration(cluster, user))


def write_token_reviews(directory: Path, url: str) -> None:
    """Write how the API server reaches the one who reviews tokens.

    Args:
        directory: The control plane's.
        url: Where reviews are asked for.
    """
    write(directory / "token-reviews.kubeconfig", _configuration({"server": url}, {}))


def write(path: Path, configuration: dict[str, Any]) -> None:
    """Write a file of configuration that only its owner can read."""
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(configuration), encoding="utf-8")


def _configuration(cluster: dict[str, str], user: dict[str, str]) -> dict[str, Any]:
    context = {"cluster": "control-plane", "user": "client"}
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "control-plane",
        "contexts": [{"name": "control-plane", "context": context}],
        "clusters": [{"name": "control-plane", "cluster": cluster}],
        "users": [{"name": "client", "user": user}],
    }
