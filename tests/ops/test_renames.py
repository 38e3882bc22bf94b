"""What a pull request says of names that it changes."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from ops.renames import NOTHING, main

Change = Callable[[], None]

STAGING = {
    "name": "staging",
    "project": "shop",
    "account_id": "111122223333",
    "region": "eu-west-1",
    "network": {"cidr": "10.10.0.0/16"},
    "dns": {"domain": "staging.example.com"},
    "state": {"bucket": "old-states", "lock_table": "old-locks"},
}


def write(path: str, data: object) -> None:
    """Write a file, with the folders above it."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(yaml.safe_dump(data), encoding="utf-8")


def git(*arguments: str) -> None:
    identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in a repository with an environment and two applications, one with a database."""
    monkeypatch.chdir(tmp_path)
    write("config/environments/staging.yaml", STAGING)
    write("helm/apps/orders/values.yaml", {})
    write("helm/apps/orders/platform.yaml", {"database": True})
    write("helm/apps/pictures/values.yaml", {})
    git("init", "--quiet")
    commit()


def commit() -> None:
    git("add", "--all")
    git("commit", "--quiet", "--message", "a state")


def run(base: str = "HEAD") -> Result:
    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, [base])


def said() -> list[str]:
    """Return what is said of the work tree, an item a change."""
    result = run()
    assert result.exit_code == 0
    return [line for line in result.stdout.splitlines() if line.startswith("- ")]


def test_a_change_of_anything_else_says_that_no_name_changes() -> None:
    write("helm/apps/orders/values.yaml", {"port": 80})
    write("helm/apps/orders/values.staging.yaml", {})
    write("config/environments/staging.yaml", STAGING | {"tags": {"a": "b"}})
    assert NOTHING in run().stdout


def test_another_generation_of_the_database_leaves_the_earlier_one_running() -> None:
    write("config/environments/staging.yaml", STAGING | {"database": {"generation": 2}})
    (changes,) = said()
    assert changes.startswith(
        "- Environment `staging`: `database.generation` changes from `1` to `2`."
    )
    assert "is not destroyed" in changes


def test_a_renamed_application_goes_and_comes() -> None:
    git("mv", "helm/apps/orders", "helm/apps/purchases")
    goes, comes = said()
    assert goes.startswith("- Application `orders` goes. Its namespace `orders` is destroyed")
    assert "Its database `orders` stays with its data" in goes
    assert "IAM role" in goes
    assert comes.startswith("- Application `purchases` comes. It gets a new namespace `purchases`.")
    assert "It gets an empty database `purchases`" in comes


def test_nothing_is_said_of_the_database_of_an_application_that_has_none() -> None:
    git("mv", "helm/apps/pictures", "helm/apps/images")
    comes, goes = said()
    assert "database" not in comes + goes
    assert "IAM role" not in goes


def test_a_role_goes_with_an_application_that_has_rights() -> None:
    write("helm/apps/pictures/platform.yaml", {"iam": [{"actions": ["s3:GetObject"]}]})
    commit()
    git("rm", "-r", "helm/apps/pictures")
    (goes,) = said()
    assert "and so is its IAM role" in goes


@pytest.mark.parametrize("file", ["platform.yaml", "platform.staging.yaml"])
def test_a_database_that_is_asked_for_is_empty(file: str) -> None:
    write(f"helm/apps/pictures/{file}", {"database": True})
    (comes,) = said()
    assert comes.startswith("- Application `pictures` asks for a database. It gets an empty")


def test_a_database_that_is_asked_for_no_more_stays() -> None:
    git("rm", "helm/apps/orders/platform.yaml")
    (goes,) = said()
    assert "The database `orders` stays with its data" in goes


@pytest.mark.parametrize("file", ["platform.yaml", "platform.staging.yaml"])
def test_an_application_that_is_switched_off_loses_what_it_has_there(file: str) -> None:
    write(f"helm/apps/orders/{file}", {"database": True, "enabled": False})
    (goes,) = said()
    assert goes.startswith("- Application `orders` is switched off in `staging`. Its namespace")
    assert "`orders` is destroyed" in goes
    assert "Its database `orders` stays with its data" in goes
    commit()
    write(f"helm/apps/orders/{file}", {"database": True})
    (comes,) = said()
    assert comes.startswith("- Application `orders` is switched on in `staging`. It gets a new")


def test_an_application_stays_on_where_the_file_of_the_environment_says_so() -> None:
    write("helm/apps/orders/platform.yaml", {"database": True, "enabled": False})
    write("helm/apps/orders/platform.staging.yaml", {"enabled": True})
    write("helm/apps/pictures/platform.test.yaml", {"enabled": False})
    assert said() == []


def test_a_renamed_environment_goes_on_running_beside_the_new_one() -> None:
    git("rm", "config/environments/staging.yaml")
    write("config/environments/test.yaml", STAGING | {"name": "test"})
    goes, comes = said()
    assert goes.startswith("- Environment `staging` goes. Nothing of it is destroyed")
    assert "the bucket `old-states` under `staging/`" in goes
    assert comes.startswith("- Environment `test` comes. Everything is made anew")


@pytest.mark.parametrize(
    ("path", "value", "meaning"),
    [
        ("project", "store", "The EKS cluster with all that runs in it, the Aurora cluster"),
        ("account_id", "444455556666", "made anew in the other account, with empty databases"),
        ("region", "eu-west-2", "Nothing in the old region is destroyed"),
        ("network.cidr", "10.20.0.0/16", "A VPC cannot change its range"),
        ("dns.domain", "test.example.com", "Hosts under the old domain answer no more"),
        ("state.bucket", "new-states", "Copy the states there before you merge"),
        ("state.lock_table", "new-locks", "Let no deploy run while you merge"),
    ],
)
def test_a_change_that_replaces_is_told_with_what_it_means(
    path: str, value: str, meaning: str
) -> None:
    section, _, key = path.partition(".")
    inner = {**STAGING[section], key: value} if key else value  # type: ignore[dict-item] # a section
    write("config/environments/staging.yaml", STAGING | {section: inner})
    (change,) = said()
    assert change.startswith(f"- Environment `staging`: `{path}` changes from `")
    assert f"to `{value}`." in change
    assert meaning in change


def test_a_path_of_roles_that_is_written_for_the_first_time_replaces_them() -> None:
    write("config/environments/staging.yaml", STAGING | {"iam": {"role_path": "/team/"}})
    (line,) = said()
    assert "`iam.role_path` changes from `/` to `/team/`" in line
    assert "the EKS cluster" in line


def test_stray_files_have_no_names() -> None:
    write("config/environments/.staging.yaml", {})
    write("helm/apps/.idea/workspace.yaml", {})
    Path("helm/apps/orders/.#values.yaml").symlink_to("user@host.1234")
    assert NOTHING in run().stdout


@pytest.mark.parametrize("base", ["nowhere", "", "HEAD~7"])
def test_a_revision_that_git_does_not_know_is_refused(base: str) -> None:
    result = run(base)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{base!r} names no commit" in result.stderr


def test_a_file_of_the_work_tree_that_cannot_be_read_is_refused() -> None:
    Path("helm/apps/orders/platform.yaml").write_text("database: [", encoding="utf-8")
    result = run()
    assert result.exit_code == 2
    assert "helm/apps/orders/platform.yaml:1" in result.stderr


def test_a_file_that_could_not_be_read_before_is_no_obstacle_to_its_correction() -> None:
    Path("config/environments/staging.yaml").write_bytes(b"a: \xe4\nproject: [")
    commit()
    write("config/environments/staging.yaml", STAGING)
    assert NOTHING in run().stdout
