"""The command: it is confirmed, and says what is left."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from delivery.__main__ import app
from delivery.account import Account
from tests.delivery.orphans.test_search import make_vpc
from tests.delivery.stored import keep_state
from tests.delivery.teardown.conftest import KNOWN, FakeTerraform


@pytest.fixture(autouse=True)
def chosen(terraform: FakeTerraform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choose staging, and the Terraform that only says what it is asked."""
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    session = terraform.account.session
    monkeypatch.setattr("delivery.teardown.command.session_of", lambda _: session)
    monkeypatch.setattr(
        "delivery.teardown.command._terraform", lambda each, **_: terraform.at(each)
    )


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["teardown", str(folder), *options])


@pytest.mark.parametrize("options", [(), ("--confirm", "prod")])
def test_what_is_not_confirmed_is_refused(
    folder: Path, terraform: FakeTerraform, options: tuple[str, ...]
) -> None:
    done = run(folder, *options)

    assert done.exit_code == 2
    assert "does not confirm the end of staging" in done.stderr
    assert terraform.done == []


def test_what_is_confirmed_is_taken_down_to_the_end(folder: Path, terraform: FakeTerraform) -> None:
    done = run(folder, "--confirm", "staging")

    assert done.exit_code == 0, done.stderr
    assert len(terraform.done) == 5
    assert "staging is gone from AWS. What make bootstrap made is left" in done.stdout


def test_what_no_state_knows_is_told_in_the_end(folder: Path, account: Account) -> None:
    vpc = make_vpc(account)

    done = run(folder, "--confirm", "staging")

    assert done.exit_code == 1
    assert vpc in done.stdout
    assert "What Terraform knew is gone; the above is left, and costs." in done.stderr


def test_an_interrupt_ends_it_with_its_own_status(
    folder: Path, terraform: FakeTerraform, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(terraform, "destroy", interrupted)

    done = run(folder, "--confirm", "staging")

    assert done.exit_code == 130
    assert "Given again, the command goes on from here." in done.stdout


def test_a_folder_of_another_environment_is_refused(
    folder: Path, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_state(account, "networking", KNOWN["networking"])
    monkeypatch.setattr("delivery.states.state_key", lambda _, stack: f"prod/{stack}.tfstate")

    done = run(folder, "--confirm", "staging")

    assert done.exit_code == 2
    assert "is not of staging" in done.stderr
