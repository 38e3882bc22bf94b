"""A checkout that new files may be written into."""

import shutil
from pathlib import Path

import pytest

from delivery.deploy.environments import BEGIN, WORKFLOW
from tests.fixtures.checkout import ROOT

OWNED = ("config/environments", "helm/apps", "helm/addons")


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the tests' own checkout, with folders of its own for what an owner adds."""
    source = Path.cwd()
    for name in (".", "config", "helm"):
        (tmp_path / name).mkdir(exist_ok=True)
        for path in (source / name).iterdir():
            relative = path.relative_to(source).as_posix()
            if relative not in {"config", "helm", ".cache", ".github", *OWNED}:
                (tmp_path / relative).symlink_to(path.resolve())
    for name in OWNED:
        shutil.copytree(source / name, tmp_path / name)
    # What lean_bindings keeps: building it again takes longer than all else.
    (ROOT / ".cache").mkdir(exist_ok=True)
    (tmp_path / ".cache").symlink_to(ROOT / ".cache")
    (tmp_path / WORKFLOW).parent.mkdir(parents=True)
    (tmp_path / WORKFLOW).write_text(f"jobs:\n{BEGIN}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
