"""Renders a release of Helm from what synthesis wrote, without a cluster."""

import subprocess
import tempfile
from pathlib import Path
from typing import Any

import yaml

from ops.command import Failure
from ops.programs import program
from terraform_json.types import Json
from terraform_json.values import as_written, release_values


def rendered(folder: Path, release: Json) -> list[Any]:
    """Return the manifests of a release. References of Terraform stand in them as they are.

    Args:
        folder: The folder of the stack, in which the release's chart is.
        release: Its `helm_release`.

    Raises:
        Failure: helm is missing, or the chart cannot be rendered.
    """
    helm = program("helm")
    values = release_values(release, as_written)
    with tempfile.TemporaryDirectory() as directory:
        files = [Path(directory) / f"{index}.yaml" for index, _ in enumerate(values)]
        for file, text in zip(files, values, strict=True):
            file.write_text(text, encoding="utf-8")
        command = [helm, "template", release["name"], folder / release["chart"]]
        command += ["--namespace", release["namespace"], "--skip-schema-validation"]
        command += [f"--values={file}" for file in files]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        )
    if done.returncode:
        raise Failure(f"helm cannot render {release['chart']}: {done.stderr.strip()}")
    return list(yaml.safe_load_all(done.stdout))
