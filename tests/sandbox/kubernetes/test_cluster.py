"""What is told of a program that fails on a control plane."""

import subprocess
from pathlib import Path

import pytest

from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from sandbox.kubernetes.processes import Component


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'no such release' >&2; exit 1", "no such release"),
        ("kill -KILL $$", "it ended with status -9"),
    ],
)
def test_a_program_that_fails_is_told_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    helm = tmp_path / "helm"
    helm.write_text(f"#!/bin/sh\n{script}\n")
    helm.chmod(0o755)
    monkeypatch.setattr("sandbox.kubernetes.cluster.program", lambda _: helm)
    cluster = LocalControlPlane(directory=tmp_path, logs=tmp_path)
    with pytest.raises(ControlPlaneError, match=f"`helm list` failed: {reason}"):
        cluster.run("helm", "list")


def test_a_component_that_is_stopped_is_missed_by_nobody(tmp_path: Path) -> None:
    cluster = LocalControlPlane(directory=tmp_path, logs=tmp_path)
    process = subprocess.Popen(["sleep", "600"])
    cluster.components.append(Component("one", process, tmp_path / "one.log"))
    cluster.stop("another")
    cluster.stop("one")
    assert process.poll() is not None
    cluster.check()
