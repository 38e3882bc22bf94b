"""What is told of a program that fails on a control plane."""

from pathlib import Path

import pytest

from sandbox.kubernetes import ControlPlaneError, LocalControlPlane


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
