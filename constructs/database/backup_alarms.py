"""Alarms for the copies of backups, of which nobody takes notice until one is needed.

https://docs.aws.amazon.com/aws-backup/latest/devguide/cloudwatch.html
"""

from typing import Final

from constructs.observability.alarms import Alarm, Breach
from constructs.observability.runbooks import Runbook

NAMESPACE: Final = "AWS/Backup"

MISSING_DAYS: Final = 2
"""A copy ends at another time each day, so a day may be without one; two days in a row are not."""


def backup_alarms(vault_name: str) -> tuple[Alarm, ...]:
    """Return the alarms of the copies that are made from a vault, once a day.

    The first tells at once what AWS Backup counts as failed. The second tells of everything that
    keeps copies from being made, the failed backup and the plan that is gone included. It goes off
    before the first copy as well.
    """
    dimensions = {"BackupVaultName": vault_name}
    return (
        Alarm(
            id="backup-copy-failed",
            description="A copy of the database's backup failed: `aws backup list-copy-jobs"
            " --by-state FAILED` says why, and AWS Backup can make it again from the vault",
            runbook=Runbook.BACKUP_COPIES,
            metric="NumberOfCopyJobsFailed",
            dimensions=dimensions,
            statistic="Sum",
            breach=Breach.ABOVE,
            threshold=0,
            minutes=5,
        ),
        Alarm(
            id="backup-copy-missing",
            description=f"The database's backup was not copied for {MISSING_DAYS} days: look at the"
            " backup jobs and the copy jobs of AWS Backup. It also goes off before the first copy",
            runbook=Runbook.BACKUP_COPIES,
            metric="NumberOfCopyJobsCompleted",
            dimensions=dimensions,
            statistic="Sum",
            breach=Breach.BELOW,
            threshold=1,
            minutes=MISSING_DAYS * 24 * 60,
            silence_is_wrong=True,
        ),
    )
