"""Keeps reviewed plans in the bucket of the states: encrypted as it is, and deleted in time.

Who may write and who may read there is held by the bucket's policy: `make bootstrap`.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from config.model import EnvironmentConfig
from config.state_keys import reviewed_key
from delivery.deploy.reviewed import Plan, read_reviewed
from ops.command import Failure, Refusal
from terraform_json.manifest import Stack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_MISSING: Final = "NoSuchKey"


@dataclass(frozen=True, kw_only=True)
class ReviewedPlans:
    """The plans of one environment that people reviewed.

    Each is found by the commit that was planned and by the JSON that it was made of: who opens a
    second pull request of the same commit, into a branch that makes other JSON of it, has a plan
    beside the first one, and does not change that one.

    Attributes:
        s3: A client in the environment's account.
        config: The environment.
    """

    s3: "S3Client"
    config: EnvironmentConfig

    def keep(self, commit: str, stack: Stack, plan: Plan) -> str:
        """Write a plan, over an earlier one of the same commit and JSON, and return where it is.

        Args:
            commit: The commit that was planned.
            stack: The stack, as it was synthesized.
            plan: Its plan.

        Raises:
            Refusal: The commit is none.
            Failure: S3 does not take it.
        """
        key = self._key(commit, stack)
        try:
            self.s3.put_object(
                Bucket=self.config.state.bucket,
                Key=key,
                Body=plan.model_dump_json().encode(),
                ContentType="application/json",
                ExpectedBucketOwner=self.config.account_id,
            )
        except (BotoCoreError, ClientError) as error:
            raise Failure(
                f"S3 does not take {self._place(key)}: {error}\nThe role that plans needs"
                " s3:PutObject there, and the bucket what `make bootstrap` gives it."
            ) from error
        return self._place(key)

    def find(self, commit: str, stack: Stack) -> Plan | None:
        """Return the plan that was reviewed; None if there is none.

        Args:
            commit: The commit that was planned.
            stack: The stack, as it was synthesized.

        Raises:
            Refusal: The commit is none.
            Failure: S3 does not answer, or holds no plan there.
        """
        key = self._key(commit, stack)
        try:
            body = self.s3.get_object(
                Bucket=self.config.state.bucket,
                Key=key,
                ExpectedBucketOwner=self.config.account_id,
            )["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] == _MISSING:
                return None
            raise Failure(_unread(self._place(key), error)) from error
        except BotoCoreError as error:
            raise Failure(_unread(self._place(key), error)) from error
        return read_reviewed(body, self._place(key))

    def _key(self, commit: str, stack: Stack) -> str:
        if not _COMMIT.fullmatch(commit):
            raise Refusal(f"{commit!r} is no commit. Name it by all its 40 or 64 hex digits.")
        return reviewed_key(self.config.name, commit, stack.name, digest_of(stack))

    def _place(self, key: str) -> str:
        return f"s3://{self.config.state.bucket}/{key}"


def digest_of(stack: Stack) -> str:
    """Return the SHA-256 of a stack's JSON, in hex digits.

    Raises:
        OSError: It cannot be read.
    """
    return hashlib.sha256(stack.file.read_bytes()).hexdigest()


def _unread(place: str, error: Exception) -> str:
    return (
        f"S3 does not say whether there is {place}: {error}\nThe role that deploys needs"
        " s3:GetObject there and s3:ListBucket of the bucket."
    )
