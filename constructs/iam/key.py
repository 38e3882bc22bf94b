"""Keys of our own, which rotate by themselves and can be told apart by their alias."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey

from config.location import Location
from constructs import Construct
from constructs.iam.documents import Statement, account_owns_key, policy_document

# The longest that AWS offers: a lost key that is noticed late can still be called back.
DELETION_WINDOW_DAYS = 30


class CustomerKey(Construct):
    """A KMS key that is rotated every year, with an alias.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        name: What follows `alias/`.
        description: What it encrypts.
        location: The account that owns it.
        statements: Who may use it beside those whom the account's IAM policies admit.

    Attributes:
        id: The key's id, a UUID that no other key ever has.
        arn: The key's ARN.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        description: str,
        location: Location,
        statements: Sequence[Statement],
    ) -> None:
        super().__init__(scope, id_)
        key = KmsKey(
            self,
            "key",
            description=description,
            enable_key_rotation=True,
            deletion_window_in_days=DELETION_WINDOW_DAYS,
            policy=policy_document(account_owns_key(location), *statements),
        )
        KmsAlias(self, "alias", name=f"alias/{name}", target_key_id=key.id)
        self.id = key.key_id
        self.arn = key.arn
