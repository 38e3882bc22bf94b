"""Fetching pinned charts, from a repository of Helm on loopback."""

import hashlib
import os
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from config.addons.addon_file import AddonFile
from ops import charts, programs
from ops.programs import program

NAME, VERSION = "small", "1.2.3"
AWAY = "http://127.0.0.1:9"
"""A repository that is away: nobody listens on the port of the discard protocol."""


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Repository:
    """A repository of Helm with one chart.

    Attributes:
        url: Where it is served.
        archive: The chart's archive in it.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self.folder = folder
        self.archive = folder / f"{NAME}-{VERSION}.tgz"

    @property
    def digest(self) -> str:
        """The SHA-256 of the archive."""
        return hashlib.sha256(self.archive.read_bytes()).hexdigest()


def helm(*arguments: str) -> None:
    subprocess.run([str(program("helm")), *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    """Return a repository that is served as long as a test lasts."""
    folder, chart = tmp_path / "repository", tmp_path / "source" / NAME
    chart.mkdir(parents=True)
    about = f"apiVersion: v2\nname: {NAME}\nversion: {VERSION}\n"
    (chart / "Chart.yaml").write_text(about, encoding="utf-8")
    helm("package", str(chart), f"--destination={folder}")
    handler = partial(Handler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        url = f"http://127.0.0.1:{server.server_port}"
        helm("repo", "index", str(folder), f"--url={url}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Repository(folder, url)
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder that charts are fetched into, which is not there yet."""
    return tmp_path / "fetched" / "charts"


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> "Run":
    """Return what runs the command with given pins."""
    return Run(folder, monkeypatch)


class Run:
    """Runs the command with given pins."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.monkeypatch = monkeypatch

    def __call__(self, *pins: AddonFile) -> Result:
        """Return how the command ended."""
        self.monkeypatch.setattr(charts, "addon_pins", lambda: {pin.chart: pin for pin in pins})
        app = typer.Typer()
        app.command()(charts.main)
        return CliRunner().invoke(app, [str(self.folder)])


def pin(url: str, digest: str | None, name: str = NAME) -> AddonFile:
    # Not validated: the repository of these tests speaks no TLS.
    return AddonFile.model_construct(
        chart=name, version=VERSION, repository=url, namespace="somewhere", digest=digest
    )


def test_a_chart_with_the_pinned_digest_is_put_into_the_folder(
    repository: Repository, folder: Path, run: Run
) -> None:
    result = run(pin(repository.url, repository.digest))
    assert (result.exit_code, result.stdout) == (0, f"{NAME} {VERSION}: was put into {folder}\n")
    (archive,) = folder.iterdir()
    assert archive.name == f"{NAME}-{VERSION}.tgz"
    assert archive.read_bytes() == repository.archive.read_bytes()


def test_a_chart_has_the_name_of_its_pin_whatever_its_repository_calls_it(
    repository: Repository, folder: Path, run: Run
) -> None:
    wanted = pin(repository.url, repository.digest)
    index = repository.folder / "index.yaml"
    text = index.read_text(encoding="utf-8").replace(f"/{NAME}-{VERSION}.tgz", "/other.tgz")
    index.write_text(text, encoding="utf-8")
    repository.archive.rename(repository.folder / "other.tgz")
    assert run(wanted).exit_code == 0
    assert [archive.name for archive in folder.iterdir()] == [wanted.archive]


def test_a_chart_with_another_digest_is_not_put_there(
    repository: Repository, folder: Path, run: Run
) -> None:
    result = run(pin(repository.url, 64 * "0"))
    assert result.exit_code == 1
    assert f"{NAME} {VERSION}: {repository.url} has another archive" in result.stderr
    assert f"expected SHA-256 {64 * '0'}, found {repository.digest}." in result.stderr
    assert list(folder.iterdir()) == []


def test_a_chart_without_a_pinned_digest_is_put_there_and_its_digest_is_told(
    repository: Repository, folder: Path, run: Run
) -> None:
    result = run(pin(repository.url, None))
    told = f"{NAME} {VERSION}: no digest is pinned; found {repository.digest}\n"
    assert (result.exit_code, result.stdout) == (0, told)
    assert [archive.name for archive in folder.iterdir()] == [repository.archive.name]


@pytest.mark.parametrize("pinned", [True, False], ids=["digest", "no digest"])
def test_an_archive_that_is_there_and_fits_is_not_fetched_again(
    repository: Repository, folder: Path, run: Run, *, pinned: bool
) -> None:
    digest = repository.digest
    run(pin(repository.url, digest if pinned else None))
    again = run(pin(AWAY, digest if pinned else None))
    said = f"is in {folder} already" if pinned else f"no digest is pinned; found {digest}"
    assert (again.exit_code, again.stdout) == (0, f"{NAME} {VERSION}: {said}\n")


def test_an_archive_that_is_there_and_does_not_fit_is_replaced(
    repository: Repository, folder: Path, run: Run
) -> None:
    folder.mkdir(parents=True)
    (folder / repository.archive.name).write_bytes(b"half an archive")
    assert run(pin(repository.url, repository.digest)).exit_code == 0
    assert (folder / repository.archive.name).read_bytes() == repository.archive.read_bytes()


@pytest.mark.parametrize("url", [AWAY, AWAY.replace("http:", "oci:") + "/charts"])
def test_a_repository_that_is_away_fails_in_helms_words(folder: Path, run: Run, url: str) -> None:
    result = run(pin(url, 64 * "0"))
    assert result.exit_code == 1
    assert f"{NAME} {VERSION}: helm cannot fetch it from {url}: " in result.stderr
    assert "connection refused" in result.stderr
    assert list(folder.iterdir()) == []


def test_a_chart_of_a_registry_is_asked_for_below_its_path(run: Run) -> None:
    result = run(pin("oci://127.0.0.1:9/charts", None))
    assert f"127.0.0.1:9/v2/charts/{NAME}/manifests/{VERSION}" in result.stderr


def test_all_failures_are_told_at_once_and_the_other_charts_are_fetched(
    repository: Repository, folder: Path, run: Run
) -> None:
    result = run(
        pin(AWAY, None, "first"),
        pin(repository.url, repository.digest),
        pin(repository.url, None, "unknown"),
    )
    assert result.exit_code == 1
    assert f"first {VERSION}: helm cannot fetch it" in result.stderr
    assert f"unknown {VERSION}: helm cannot fetch it" in result.stderr
    assert [archive.name for archive in folder.iterdir()] == [repository.archive.name]


def test_nothing_is_kept_in_the_users_home(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    for variable in [name for name in os.environ if name.startswith(("HELM_", "XDG_"))]:
        monkeypatch.delenv(variable)
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    assert run(pin(repository.url, repository.digest)).exit_code == 0
    assert not home.exists()


@pytest.mark.parametrize(
    ("script", "told"),
    [("exit 0", "brought nothing"), ("printf '\\377' >&2; exit 1", "cannot fetch it")],
)
def test_a_helm_that_does_not_do_as_told_is_told_without_a_traceback(
    script: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    (tmp_path / "helm").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "helm").chmod(0o755)
    monkeypatch.setattr(programs, "BIN", tmp_path)
    result = run(pin(AWAY, None))
    assert result.exit_code == 1
    assert told in result.stderr


def test_a_missing_helm_is_told_once(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.setattr(programs, "BIN", tmp_path)
    result = run(pin(AWAY, None, "first"), pin(AWAY, None, "second"))
    assert result.exit_code == 1
    assert result.stderr.count("helm is not in") == 1
    assert not folder.exists()


def test_a_file_is_no_folder_for_charts(folder: Path, run: Run) -> None:
    folder.parent.mkdir()
    folder.touch()
    assert run(pin(AWAY, None)).exit_code == 2
