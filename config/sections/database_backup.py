"""The part of an environment file that says how the database is kept and brought back."""

from datetime import datetime
from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.aws.windows import DailyWindow
from config.sections.section import Section

LATEST: Final = "latest"
"""The last second that a cluster can be restored to, some five minutes ago."""


LAST_GENERATION: Final = 99


def generation_name(environment: str, generation: int) -> str:
    """Return the identifier of a cluster: that of the first generation is the environment's name.

    With a zone and a number behind it, for an instance, the longest stays below the 63 characters
    that RDS takes: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html
    """
    return environment if generation == 1 else f"{environment}-g{generation}"


def _time(text: str) -> str:
    if text != LATEST:
        try:
            datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007 - the Z says UTC
        except ValueError:
            problem = "is no second that the calendar has, written in UTC"
            raise PydanticCustomError("time", problem) from None
    return text


# RDS names automated snapshots, and AWS Backup its own, with a prefix that nobody else may use:
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBClusterSnapshots.html
_SNAPSHOT: Final = r"((rds|awsbackup):)?[A-Za-z][A-Za-z0-9-]{0,254}"
SnapshotId = Annotated[
    str,
    Field(
        pattern=rf"^(arn:aws[a-z-]*:rds:[a-z0-9-]+:[0-9]{{12}}:cluster-snapshot:)?{_SNAPSHOT}$",
    ),
]
ClusterId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=63)]
# Python's `strptime` takes a month of one digit, which Terraform does not.
_SECOND: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
RestoreTime = Annotated[str, Field(pattern=rf"^({LATEST}|{_SECOND})$"), AfterValidator(_time)]
# https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html
VaultArn = Annotated[
    str,
    Field(pattern=r"^arn:aws[a-z-]*:backup:[a-z0-9-]+:[0-9]{12}:backup-vault:[A-Za-z0-9_-]{2,50}$"),
]


class RestoreConfig(Section):
    """What a new generation of the cluster begins with."""

    snapshot: SnapshotId | None = None
    """a snapshot of a cluster of this platform, by its name (`rds:platform-prod-2026-11-20-01-05`),
    or by its ARN in this region; with `apply_immediately`"""
    time: RestoreTime | None = None
    """the second in UTC, such as `2026-11-20T10:15:00Z`, or `latest`, that a cluster is restored
    to; it lies within the cluster's `backup.retention_days`"""
    cluster: ClusterId | None = None
    """the cluster that is restored to `time`, such as `platform-prod`, while it is still there;
    left out, that of the generation before"""


class BackupCopyConfig(Section):
    """Daily copies in a vault of AWS Backup, beside what Aurora keeps itself."""

    vault_arn: VaultArn | None = None
    """the ARN of a vault of the same account, in another region or in this one, such as
    `arn:aws:backup:eu-central-1:111122223333:backup-vault:platform`; left out, there are no
    copies"""
    retention_days: Annotated[int, Field(ge=1, le=36500)] = 35
    """days that a copy is kept: 1 to 36500"""


class BackupConfig(Section):
    """Backups of the cluster."""

    retention_days: Annotated[int, Field(ge=1, le=35)] = 30
    """days for which the cluster can be restored to any second: 1 to 35"""
    window: DailyWindow = "01:00-02:00"
    """the daily window in UTC, 30 minutes or longer, such as `01:00-02:00`"""
    final_snapshot: bool = True
    """whether a snapshot is taken when the cluster is destroyed"""
    copy_to: BackupCopyConfig = BackupCopyConfig()
    """daily copies in a vault of AWS Backup"""
