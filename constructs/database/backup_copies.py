"""Copies of the database in a vault of AWS Backup, against the loss of a region or its backups."""

from cdktf_cdktf_provider_aws.backup_plan import (
    BackupPlan,
    BackupPlanRule,
    BackupPlanRuleCopyAction,
    BackupPlanRuleCopyActionLifecycle,
    BackupPlanRuleLifecycle,
)
from cdktf_cdktf_provider_aws.backup_selection import BackupSelection
from cdktf_cdktf_provider_aws.backup_vault import BackupVault
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment

from config.aws.windows import halfway_round
from config.location import Location
from config.sections.database import DatabaseConfig
from constructs import Construct
from constructs.database.cluster import AuroraCluster
from constructs.iam.documents import taken_by
from constructs.iam.key import CustomerKey
from constructs.iam.role import iam_role

LOCAL_DAYS = 7
"""Days that a backup is kept where it was made. Aurora keeps its own beside it; within this time a
copy that has failed can be made again."""


class BackupCopies(Construct):
    """A backup of the cluster once a day, and its copy in the vault that the file names.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: First part of the names.
        location: The account.
        cluster: The cluster.
        database: The database's part of the environment file; it names a vault.
        key: What encrypts the vault of the backups.

    Attributes:
        vault_name: The vault of the backups, which are copied from there.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        location: Location,
        cluster: AuroraCluster,
        database: DatabaseConfig,
        key: CustomerKey,
    ) -> None:
        super().__init__(scope, id_)
        self.vault_name = name = f"{name}-database"
        vault = BackupVault(
            self,
            "vault",
            name=name,
            kms_key_arn=key.arn,
            # A vault with backups in it cannot be deleted otherwise.
            force_destroy=not database.deletion_protection,
        )
        plan = BackupPlan(self, "plan", name=name, rule=[_rule(vault.name, database)])
        role, attachment = self._role(f"{name}-backup", location)
        BackupSelection(
            self,
            "cluster",
            name=name,
            plan_id=plan.id,
            iam_role_arn=role.arn,
            resources=[cluster.resource.arn],
            depends_on=[attachment],
        )

    def _role(self, name: str, location: Location) -> tuple[IamRole, IamRolePolicyAttachment]:
        """Return the role that AWS Backup makes and copies snapshots by.

        https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html
        """
        # AWS Backup does not say for whom it takes a role; iam:PassRole confines who hands it over.
        trust = taken_by(location, "backup")
        role = iam_role(self, "role", name=name, location=location, trust=trust)
        policy = location.managed_policy_arn("service-role/AWSBackupServiceRolePolicyForBackup")
        return role, IamRolePolicyAttachment(self, "policy", role=role.name, policy_arn=policy)


def _rule(vault_name: str, database: DatabaseConfig) -> BackupPlanRule:
    """Return what is made each day, half a day away from Aurora's own backup.

    AWS Backup lets a job fail that meets it:
    https://docs.aws.amazon.com/aws-backup/latest/devguide/troubleshooting.html
    """
    copy_to = database.backup.copy_to
    hour, minute = halfway_round(database.backup.window)
    return BackupPlanRule(
        rule_name="daily",
        target_vault_name=vault_name,
        schedule=f"cron({minute} {hour} * * ? *)",
        lifecycle=BackupPlanRuleLifecycle(delete_after=LOCAL_DAYS),
        copy_action=[
            BackupPlanRuleCopyAction(
                destination_vault_arn=str(copy_to.vault_arn),
                lifecycle=BackupPlanRuleCopyActionLifecycle(delete_after=copy_to.retention_days),
            )
        ],
    )
