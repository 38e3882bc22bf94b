"""The table of the locks: paid by use, recoverable, protected, encrypted."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from config.model import EnvironmentConfig
from ops.bootstrap.resource import Property, or_none
from ops.command import Refusal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef

# What Terraform's backend requires:
# https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-table-permissions
KEY_SCHEMA: Any = [{"AttributeName": "LockID", "KeyType": "HASH"}]
ATTRIBUTES: Any = [{"AttributeName": "LockID", "AttributeType": "S"}]

# A new table is active some seconds before its backups can be switched on.
BACKUPS_SECONDS: Final = 120
PAUSE_SECONDS: Final = 2


@dataclass(frozen=True)
class LockTable:
    """The DynamoDB table that holds the locks of one environment."""

    dynamodb: "DynamoDBClient"
    config: EnvironmentConfig

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.config.state.lock_table

    @property
    def label(self) -> str:
        """The kind and the name, for people."""
        return f"DynamoDB table {self.name}"

    def exists(self) -> bool:
        """Tell whether the table is there and has the key that Terraform needs."""
        found = or_none("ResourceNotFoundException", self._describe)
        if found is None:
            return False
        if found["KeySchema"] != KEY_SCHEMA or found["AttributeDefinitions"] != ATTRIBUTES:
            raise Refusal(_wrong_key(self.name, found))
        return True

    def create(self) -> None:
        """Create the table and wait until it can be used."""
        self.dynamodb.create_table(
            TableName=self.name,
            KeySchema=KEY_SCHEMA,
            AttributeDefinitions=ATTRIBUTES,
            BillingMode="PAY_PER_REQUEST",
            SSESpecification={"Enabled": True},
            DeletionProtectionEnabled=True,
        )
        self._wait()

    def properties(self) -> tuple[Property, ...]:
        """Return what must hold of the table."""
        return (
            Property(
                name="paid by use",
                read=lambda: self._describe().get("BillingModeSummary", {}).get("BillingMode"),
                is_right=lambda found: found == "PAY_PER_REQUEST",
                write=lambda _: self._update(BillingMode="PAY_PER_REQUEST"),
            ),
            Property(
                name="protected from deletion",
                read=lambda: self._describe().get("DeletionProtectionEnabled"),
                is_right=bool,
                write=lambda _: self._update(DeletionProtectionEnabled=True),
            ),
            Property(
                name="encrypted with a KMS key",
                read=lambda: self._describe().get("SSEDescription", {}).get("Status"),
                is_right=lambda found: found in {"ENABLED", "ENABLING", "UPDATING"},
                write=lambda _: self._update(SSESpecification={"Enabled": True}),
            ),
            Property(
                name="recoverable to a point in time",
                read=self._recovery,
                is_right=lambda found: found == "ENABLED",
                write=lambda _: self._make_recoverable(),
            ),
        )

    def _describe(self) -> "TableDescriptionTypeDef":
        return self.dynamodb.describe_table(TableName=self.name)["Table"]

    def _recovery(self) -> str:
        answer = self.dynamodb.describe_continuous_backups(TableName=self.name)
        description = answer["ContinuousBackupsDescription"]
        return description["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]

    def _make_recoverable(self) -> None:
        deadline = time.monotonic() + BACKUPS_SECONDS
        while True:
            try:
                self.dynamodb.update_continuous_backups(
                    TableName=self.name,
                    PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
                )
            except self.dynamodb.exceptions.ContinuousBackupsUnavailableException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE_SECONDS)
            else:
                return

    def _update(self, **change: Any) -> None:  # noqa: ANN401 - one keyword of update_table
        self.dynamodb.update_table(TableName=self.name, **change)
        # DynamoDB takes one change at a time.
        self._wait()

    def _wait(self) -> None:
        self.dynamodb.get_waiter("table_exists").wait(TableName=self.name)


def _wrong_key(name: str, found: "TableDescriptionTypeDef") -> str:
    types = {one["AttributeName"]: one["AttributeType"] for one in found["AttributeDefinitions"]}
    keys = ", ".join(
        f"{key['AttributeName']} ({key['KeyType']}, type {types[key['AttributeName']]})"
        for key in found["KeySchema"]
    )
    return (
        f"The lock table {name} exists, but its key is {keys}. Terraform needs LockID (HASH, type"
        " S) alone, and the key of a table cannot change: choose another name (state.lock_table)."
    )
