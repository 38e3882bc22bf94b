"""What is told of orphans, and the import blocks."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from config.model import EnvironmentConfig
from delivery.__main__ import app
from delivery.account import Account
from delivery.orphans.orphan import Orphan
from delivery.orphans.report import IMPORTS, age_of
from tests.delivery.orphans.test_search import VPC, make_vpc
from tests.delivery.stored import account_of, keep_state, put, write_stacks
from tests.fixtures.account import aws

__all__ = ["aws"]

NOW = datetime.now(UTC)


@pytest.fixture
def account(staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Return the environment's account; PLATFORM_ENV names the environment."""
    monkeypatch.setenv("PLATFORM_ENV", staging_config.name)
    account = account_of(staging_config)
    monkeypatch.setattr("delivery.orphans.command.session_of", lambda _: account.session)
    return account


@pytest.fixture
def folder(tmp_path: Path, account: Account) -> Path:
    """Return the folder of a stack with a VPC."""
    return write_stacks(tmp_path, account.config, {"networking": {"resource": VPC}})


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["orphans", str(folder), *options])


def imports_in(folder: Path) -> Path:
    return folder / "stacks/networking" / IMPORTS


def test_nothing_is_told_and_ends_well(folder: Path) -> None:
    done = run(folder, "--imports")

    assert done.exit_code == 0, done.stderr
    assert done.stdout == "Nothing carries the tags of staging that no state knows.\n"
    assert not imports_in(folder).exists()


def test_an_orphan_is_told_with_both_ways_out(folder: Path, account: Account) -> None:
    vpc = make_vpc(account)
    make_vpc(account, name="old")

    done = run(folder)

    assert done.exit_code == 1
    assert (
        f"""
networking:
  aws_vpc {vpc} (platform), age not known
    import to aws_vpc.main, or delete: aws ec2 delete-vpc --vpc-id {vpc}
"""
        in done.stdout
    )
    assert "cannot be imported: no resource of networking is called so. To delete: aws" in (
        done.stdout
    )
    assert "2 in all, of which 1 can be imported." in done.stdout
    assert not imports_in(folder).exists()


def test_import_blocks_are_written_on_request(folder: Path, account: Account) -> None:
    vpc = make_vpc(account)

    done = run(folder, "--imports")

    assert f"wrote {imports_in(folder)}" in done.stderr
    assert json.loads(imports_in(folder).read_text()) == {
        "import": [{"to": "aws_vpc.main", "id": vpc}]
    }


def test_blocks_of_an_earlier_search_do_not_stay(folder: Path, account: Account) -> None:
    imports_in(folder).write_text("{}")
    keep_state(account, "networking", {"aws_vpc.main": {"id": make_vpc(account)}})

    run(folder, "--imports")

    assert not imports_in(folder).exists()


def test_a_lock_is_told_with_what_gives_it_back(folder: Path, account: Account) -> None:
    lock = {"ID": "1-2", "Operation": "OperationTypeApply", "Who": "a@b", "Created": "today"}
    put(account, "staging/networking.tfstate.tflock", json.dumps(lock))

    told = run(folder).stdout

    assert "The state of networking is locked: OperationTypeApply of a@b since today" in told
    assert f"terraform -chdir={folder}/stacks/networking force-unlock 1-2" in told


def test_json_has_all_of_an_orphan(folder: Path, account: Account) -> None:
    vpc = make_vpc(account)

    (told,) = json.loads(run(folder, "--json").stdout)

    assert (told["identifier"], told["address"], told["made"]) == (vpc, "aws_vpc.main", None)


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (timedelta(days=2, hours=5), "2 d old"),
        (timedelta(hours=1), "1 h old"),
        (timedelta(minutes=59), "59 min old"),
        (timedelta(seconds=3), "less than 1 min old"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(age: timedelta, told: str) -> None:
    orphan = Orphan(type="", identifier="", name="", stack="", made=NOW - age)

    assert age_of(orphan, NOW) == told
