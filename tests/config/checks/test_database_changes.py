"""Upgrades, restores and copies that would fail, or do harm, only at their deployment."""

from collections.abc import Callable
from typing import Any

import pytest

from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Refused = Callable[..., dict[str, Mistake]]
Taken = Callable[..., EnvironmentConfig]
Environment = dict[str, Any]

VAULT = "arn:aws:backup:eu-central-1:{}:backup-vault:platform"
SNAPSHOT = "arn:aws:rds:{}:444455556666:cluster-snapshot:awsbackup:job-5f3a"


@pytest.fixture
def refused(staging: Environment, mistakes: Refuse) -> Refused:
    """Return a function that gives the mistakes of a database."""
    return lambda **database: mistakes(staging | {"database": database})


@pytest.fixture
def taken(staging: Environment, accepted: Accept) -> Taken:
    """Return a function that gives the environment of a database that is accepted."""
    return lambda **database: accepted(staging | {"database": database})


def test_a_major_upgrade_does_not_wait_for_the_window(refused: Refused) -> None:
    mistake = refused(allow_major_version_upgrade=True)["database.allow_major_version_upgrade"]
    assert "the upgrade would wait" in mistake.problem
    assert "`apply_immediately: true`" in mistake.remedy


def test_a_major_upgrade_that_takes_effect_at_once_is_accepted(taken: Taken) -> None:
    assert taken(allow_major_version_upgrade=True, apply_immediately=True)


@pytest.mark.parametrize(
    ("restore", "problem"),
    [
        ({"snapshot": "a", "time": "latest"}, "names two sources"),
        ({"cluster": "platform-staging"}, "names no source"),
    ],
)
def test_a_restore_has_one_source(refused: Refused, restore: dict[str, str], problem: str) -> None:
    found = refused(generation=2, apply_immediately=True, restore=restore)
    assert found["database.restore"].problem == problem


def test_a_snapshot_is_of_one_cluster_already(refused: Refused) -> None:
    restore = {"snapshot": "a", "cluster": "platform-staging"}
    found = refused(generation=2, apply_immediately=True, restore=restore)
    assert found["database.restore.cluster"].remedy == "remove the key"


@pytest.mark.parametrize(
    "restore", [{"snapshot": "a"}, {"time": "latest"}, {"time": "2026-02-28T23:59:59Z"}]
)
def test_a_restore_makes_another_generation(refused: Refused, restore: dict[str, str]) -> None:
    mistake = refused(apply_immediately=True, restore=restore)["database.restore"]
    assert "with `generation` 1" in mistake.problem
    assert "raise `database.generation`" in mistake.remedy


def test_logins_by_iam_do_not_wait_for_the_window_after_a_snapshot(refused: Refused) -> None:
    found = refused(generation=2, restore={"snapshot": "a"})
    assert "logins by IAM" in found["database.restore.snapshot"].problem


@pytest.mark.parametrize(
    "time",
    [
        "2026-02-30T10:00:00Z", "2026-11-20T24:00:00Z", "2026-11-20T10:00:00+01:00",
        "2026-11-20T10:00:00", "2026-11-20 10:00:00Z", "2026-11-20T10:00:00.5Z", "now", "",
        "2026-1-2T3:4:5Z", "2026-11-20T10:00:0\u0665Z",
    ],
)  # fmt: skip
def test_a_time_is_a_second_of_the_calendar_in_utc(refused: Refused, time: str) -> None:
    mistake = refused(generation=2, restore={"time": time})["database.restore.time"]
    assert "2026-11-20T10:15:00Z" in mistake.allowed


def test_a_cluster_is_not_restored_from_itself(refused: Refused) -> None:
    restore = {"time": "latest", "cluster": "platform-staging-g2"}
    found = refused(generation=2, restore=restore)["database.restore.cluster"]
    assert found.problem == "is the cluster that is being made"


def test_a_snapshot_lies_in_the_region(refused: Refused) -> None:
    restore = {"snapshot": SNAPSHOT.format("eu-central-1")}
    found = refused(generation=2, apply_immediately=True, restore=restore)
    assert "another region" in found["database.restore.snapshot"].problem


def test_extended_support_cannot_be_turned_off_for_a_point_in_time(refused: Refused) -> None:
    found = refused(generation=2, extended_support=False, restore={"time": "latest"})
    assert "restored to a point in time" in found["database.extended_support"].problem


@pytest.mark.parametrize(
    "restore",
    [
        {"snapshot": "rds:platform-staging-2026-11-20-01-05"},
        {"snapshot": SNAPSHOT.format("eu-west-1")},
        {"time": "2026-11-20T10:15:00Z"},
        {"time": "latest", "cluster": "platform-staging"},
    ],
)
def test_a_restore_into_another_generation_is_accepted(
    taken: Taken, restore: dict[str, str]
) -> None:
    assert taken(generation=2, apply_immediately=True, restore=restore).database.generation == 2


def test_copies_go_to_a_vault_of_the_account(refused: Refused, taken: Taken) -> None:
    foreign = {"copy_to": {"vault_arn": VAULT.format("444455556666")}}
    found = refused(backup=foreign)["database.backup.copy_to.vault_arn"]
    assert "another account" in found.problem
    own = {"copy_to": {"vault_arn": VAULT.format("111122223333")}}
    assert taken(backup=own).database.backup.copy_to.retention_days == 35
