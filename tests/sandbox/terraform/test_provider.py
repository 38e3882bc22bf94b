"""A provider that runs for all that a command lets Terraform do, with a script in its place."""

import tempfile
from pathlib import Path

import psutil
import pytest

from sandbox.terraform import provider
from sandbox.terraform.provider import REATTACHED, running_provider

LISTENS = f"""\
#!/bin/sh
echo $$ > pid
echo "$1" > option
touch "$TMPDIR/socket"
echo "	{REATTACHED}='{{\\"Addr\\": 1}}'"
exec sleep 60
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def in_place(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a script in the place of the provider."""
    program = Path("provider").absolute()
    program.write_text(script, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(provider, "program_of", lambda *_: program)


def test_terraform_is_told_where_it_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    in_place(monkeypatch, LISTENS)
    with running_provider("aws", {}) as variables:
        assert variables == {REATTACHED: '{"Addr": 1}'}
        assert Path("option").read_text(encoding="utf-8") == "-debug\n"


def test_it_ends_with_the_context(monkeypatch: pytest.MonkeyPatch) -> None:
    in_place(monkeypatch, LISTENS)
    with running_provider("aws", {}):
        pid = int(Path("pid").read_text(encoding="utf-8"))
        (folder,) = Path(tempfile.gettempdir()).glob("provider-*")
        assert list(folder.iterdir()) == [folder / "socket"]
    assert not psutil.pid_exists(pid)
    assert not folder.exists()


def test_terraform_starts_one_that_does_not_listen(monkeypatch: pytest.MonkeyPatch) -> None:
    in_place(monkeypatch, "#!/bin/sh\nexit 1\n")
    with running_provider("aws", {}) as variables:
        assert variables == {}


def test_terraform_installs_one_that_no_mirror_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "program_of", lambda *_: None)
    with running_provider("aws", {}) as variables:
        assert variables == {}
