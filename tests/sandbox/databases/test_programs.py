from pathlib import Path

import pytest

from sandbox.databases import programs
from sandbox.databases.programs import ProgramsMissing


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only place of servers, and the only one of the PATH."""
    monkeypatch.setattr(programs, "PLACES", (f"{tmp_path}/*/bin",))
    monkeypatch.setattr(programs, "unprivileged", list)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def install(folder: Path, name: str, says: str = "") -> None:
    """Put a program into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)


def install_server(folder: Path, version: str) -> None:
    """Put the programs of a server into a folder."""
    install(folder, "postgres", f"postgres (PostgreSQL) {version}")
    install(folder, "initdb")


def test_the_major_version_that_is_wanted_is_taken(place: Path) -> None:
    for major in (15, 16, 17):
        install_server(place / str(major) / "bin", f"{major}.2 (Debian)")
    install(place, "psql")
    found = programs.find(16)
    assert (found.major, found.folder) == (16, place / "16/bin")


def test_the_newest_is_taken_where_the_one_that_is_wanted_is_missing(place: Path) -> None:
    for major in (9, 14, 18):
        install_server(place / str(major) / "bin", f"{major}.2")
    install(place, "psql")
    assert programs.find(17).major == 18


def test_the_clients_place_may_be_beside_the_server(place: Path) -> None:
    install_server(place / "18/bin", "18.4")
    install(place / "18/bin", "psql")
    assert programs.find(18).psql == place / "18/bin/psql"


def test_a_server_on_the_path_is_found(place: Path) -> None:
    install_server(place, "17.1")
    install(place, "psql")
    assert programs.find(17).folder == place


@pytest.mark.parametrize("says", ["", "postgres (EDB) x"])
def test_a_program_that_does_not_run_is_no_server(place: Path, says: str) -> None:
    install(place / "18/bin", "postgres", says)
    install(place / "18/bin", "initdb")
    with pytest.raises(ProgramsMissing, match="no PostgreSQL server runs here"):
        programs.find(18)


def test_a_server_without_initdb_is_none(place: Path) -> None:
    install(place / "18/bin", "postgres", "postgres (PostgreSQL) 18.4")
    assert "no PostgreSQL server runs here" in programs.missing()


def test_a_missing_client_is_told_with_its_package(place: Path) -> None:
    install_server(place / "18/bin", "18.4")
    assert programs.missing() == programs.NO_CLIENT


def test_nothing_is_missing_where_all_is_there(place: Path) -> None:
    install_server(place / "18/bin", "18.4")
    install(place, "psql")
    assert programs.missing() == ""
