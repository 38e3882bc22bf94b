"""Checks of what changes or replaces a database that stands: upgrades, restores, copies."""

from collections.abc import Iterator
from typing import Final

from config.errors import Mistake
from config.reading import at, section_at
from config.sections.database import DatabaseConfig
from config.sections.database_backup import RestoreConfig, generation_name
from config.yaml.source import YamlDocument

_RESTORE: Final = ("database", "restore")
_IMMEDIATELY: Final = "set `apply_immediately: true` for this deployment"


def database_change_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes of keys that change a database, each of which would show too late."""
    database = section_at(document, ("database",), DatabaseConfig)
    if not database:
        return
    yield from _upgrade(document, database)
    if database.restore != RestoreConfig():
        yield from _restore(document, database)
        yield from _source(document, database)
    yield from _copies(document, database)


def _upgrade(document: YamlDocument, database: DatabaseConfig) -> Iterator[Mistake]:
    """An upgrade that waits leaves the instances with parameters of the version to come."""
    if database.allow_major_version_upgrade and not database.apply_immediately:
        yield document.mistake(
            ("database", "allow_major_version_upgrade"),
            "is on without `apply_immediately`: the upgrade would wait for the maintenance window,"
            " and RDS refuses the instances the new major's parameters until then",
            allowed="only with apply_immediately: true",
            remedy=_IMMEDIATELY,
        )


def _restore(document: YamlDocument, database: DatabaseConfig) -> Iterator[Mistake]:
    """One source, and a generation that is made from it."""
    restore = database.restore
    if bool(restore.snapshot) == bool(restore.time):
        problem = "names two sources" if restore.snapshot else "names no source"
        yield document.mistake(
            _RESTORE,
            problem,
            allowed="`snapshot`, or `time` with or without `cluster`",
            remedy="keep one" if restore.snapshot else "add `snapshot` or `time`",
        )
    elif restore.snapshot and restore.cluster:
        yield document.mistake(
            (*_RESTORE, "cluster"),
            "stands beside a snapshot, which is one cluster's already",
            allowed="only with `time`",
            remedy="remove the key",
        )
    if database.generation == 1:
        yield document.mistake(
            _RESTORE,
            "stands with `generation` 1, the cluster that is there: no cluster is made from it",
            allowed="only with a generation of 2 or more",
            remedy="raise `database.generation` by one, which leaves the present cluster running",
        )
    if restore.snapshot and not database.apply_immediately:
        yield document.mistake(
            (*_RESTORE, "snapshot"),
            "stands without `apply_immediately`: a cluster from a snapshot refuses logins by IAM"
            " until a second deployment, whose change would wait for the maintenance window",
            allowed="only with apply_immediately: true",
            remedy=_IMMEDIATELY,
        )
    if restore.time and not database.extended_support:
        yield document.mistake(
            ("database", "extended_support"),
            "cannot be turned off for a cluster that is restored to a point in time",
            allowed="true, or a restore from a snapshot",
            remedy="remove the key, or take a snapshot and restore that",
        )


def _source(document: YamlDocument, database: DatabaseConfig) -> Iterator[Mistake]:
    """The source is in reach, and is not the cluster that is being made."""
    name = generation_name(
        f"{at(document, ('project',))}-{at(document, ('name',))}", database.generation
    )
    if database.restore.cluster == name:
        yield document.mistake(
            (*_RESTORE, "cluster"),
            "is the cluster that is being made",
            allowed="a cluster that is there",
            remedy="remove the key, or name an earlier generation",
        )
    region, snapshot = at(document, ("region",)), database.restore.snapshot or ""
    if snapshot.startswith("arn:") and snapshot.split(":")[3] != region:
        yield document.mistake(
            (*_RESTORE, "snapshot"),
            "lies in another region, from which RDS restores nothing here",
            allowed=f"a snapshot in {region}",
            remedy="copy the snapshot to this region, and name the copy",
        )


def _copies(document: YamlDocument, database: DatabaseConfig) -> Iterator[Mistake]:
    """The vault belongs to the account, whose key encrypts what is copied."""
    vault, account = database.backup.copy_to.vault_arn, at(document, ("account_id",))
    if vault and vault.split(":")[4] != account:
        yield document.mistake(
            ("database", "backup", "copy_to", "vault_arn"),
            "is in another account, which may not use the key that the backups are encrypted with",
            allowed=f"a vault of the account {account}",
            remedy="copy to a vault of this account, and from there on to the other",
        )
