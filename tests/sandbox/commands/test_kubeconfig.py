"""The lines that make a shell use the sandbox."""

import subprocess

import pytest

from sandbox.paths import (
    KUBECONFIG,
    KUBERNETES,
)
from tests.sandbox.commands.support import run, start

pytestmark = pytest.mark.slow


def test_kubeconfig_is_refused_as_long_as_there_is_no_cluster() -> None:
    start()
    result = run("kubeconfig")
    assert result.exit_code == 2
    assert "The cluster is not there yet: `make up` makes it." in result.stderr


def test_kubeconfig_prints_what_a_shell_needs_and_copies_the_cluster_s_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = start()
    KUBERNETES.mkdir()
    (KUBERNETES / "admin.kubeconfig").write_text("the administrator's")
    monkeypatch.setenv("AWS_PROFILE", "production")
    lines = run("kubeconfig").stdout
    asked = "echo $AWS_ENDPOINT_URL $AWS_REGION ${AWS_PROFILE-none} $no_proxy; cat $KUBECONFIG"
    done = subprocess.run(
        ["/bin/sh", "-c", f'eval "$0"; {asked}', lines],
        capture_output=True,
        text=True,
        check=True,
        cwd="/",
    )
    assert done.stdout.startswith(f"{server.endpoint} eu-west-1 none ")
    assert "127.0.0.1\nthe administrator's" in done.stdout
    assert KUBECONFIG.stat().st_mode & 0o077 == 0
