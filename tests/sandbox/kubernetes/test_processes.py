"""How a program of the control plane is started."""

from pathlib import Path

import pytest

from ops import programs
from sandbox.kubernetes.processes import start


def test_what_a_program_writes_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = tmp_path / "writer"
    writer.write_text("#!/bin/sh\nmkdir folder && echo secret >folder/file\n")
    writer.chmod(0o755)
    monkeypatch.setattr(programs, "BIN", tmp_path)

    component = start(["writer"], tmp_path, tmp_path)

    assert component.process.wait() == 0
    written = {
        path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "folder").glob("**/*")
    }
    folder = (tmp_path / "folder").stat().st_mode & 0o777
    assert (folder, written) == (0o700, {"file": 0o600})
