"""The bucket of the states: versioned, encrypted, private, over TLS only, for two roles only."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from config.model import EnvironmentConfig
from config.state_keys import REVIEWED
from ops.bootstrap.bucket_policy import has_statements, wanted_statements, with_statements
from ops.bootstrap.resource import Answer, Property, or_none
from ops.command import Refusal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import PublicAccessBlockConfigurationTypeDef

# The one region whose name S3 does not accept as a location.
DEFAULT_LOCATION = "us-east-1"
ALL_BLOCKED: "PublicAccessBlockConfigurationTypeDef" = {
    "BlockPublicAcls": True,
    "BlockPublicPolicy": True,
    "IgnorePublicAcls": True,
    "RestrictPublicBuckets": True,
}
REVIEWED_DAYS = 90
"""How long a reviewed plan is kept: as long as a pull request may wait, and the thirty days more in
which GitHub runs a deploy again."""
EXPIRY: Any = {
    "ID": "reviewed-plans",
    "Status": "Enabled",
    "Filter": {"Prefix": REVIEWED},
    "Expiration": {"Days": REVIEWED_DAYS},
    "NoncurrentVersionExpiration": {"NoncurrentDays": REVIEWED_DAYS},
}


@dataclass(frozen=True)
class StateBucket:
    """The S3 bucket that holds the states of one environment."""

    s3: "S3Client"
    config: EnvironmentConfig

    @property
    def name(self) -> str:
        """The name of the bucket."""
        return self.config.state.bucket

    @property
    def label(self) -> str:
        """The kind and the name, for people."""
        return f"S3 bucket {self.name}"

    def exists(self) -> bool:
        """Tell whether the bucket is there, ours, and in the region."""
        owner = self.config.account_id
        try:
            found = self.s3.head_bucket(Bucket=self.name, ExpectedBucketOwner=owner)
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status == HTTPStatus.NOT_FOUND:
                return False
            if status == HTTPStatus.FORBIDDEN:
                raise Refusal(_not_ours(self.name, owner)) from error
            raise
        if found["BucketRegion"] != self.config.region:
            raise Refusal(_elsewhere(self.name, found["BucketRegion"], self.config.region))
        return True

    def create(self) -> None:
        """Create the bucket in the region of the environment."""
        if self.config.region == DEFAULT_LOCATION:
            self.s3.create_bucket(Bucket=self.name)
        else:
            location: Any = {"LocationConstraint": self.config.region}
            self.s3.create_bucket(Bucket=self.name, CreateBucketConfiguration=location)
        self.s3.get_waiter("bucket_exists").wait(Bucket=self.name)

    def properties(self) -> tuple[Property, ...]:
        """Return what must hold of the bucket."""
        return (
            self._ownership(),
            self._public_access(),
            self._encryption(),
            self._versioning(),
            self._expiry(),
            self._policy(),
        )

    def _ownership(self) -> Property:
        def read() -> Answer:
            return self.s3.get_bucket_ownership_controls(Bucket=self.name)["OwnershipControls"]

        wanted: Any = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        return Property(
            name="every object is the owner's, without access lists",
            read=lambda: or_none("OwnershipControlsNotFoundError", read),
            is_right=lambda found: found == wanted,
            write=lambda _: self.s3.put_bucket_ownership_controls(
                Bucket=self.name, OwnershipControls=wanted
            ),
        )

    def _public_access(self) -> Property:
        def read() -> Answer:
            answer = self.s3.get_public_access_block(Bucket=self.name)
            return answer["PublicAccessBlockConfiguration"]

        return Property(
            name="public access is blocked",
            read=lambda: or_none("NoSuchPublicAccessBlockConfiguration", read),
            is_right=lambda found: found == ALL_BLOCKED,
            write=lambda _: self.s3.put_public_access_block(
                Bucket=self.name, PublicAccessBlockConfiguration=ALL_BLOCKED
            ),
        )

    def _encryption(self) -> Property:
        def read() -> Answer:
            answer = self.s3.get_bucket_encryption(Bucket=self.name)
            rules = answer["ServerSideEncryptionConfiguration"]["Rules"]
            return [rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] for rule in rules]

        wanted: Any = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        return Property(
            # A KMS key that somebody chose is stronger, so it stays.
            name="encrypted (SSE-S3, unless a KMS key was chosen)",
            read=lambda: or_none("ServerSideEncryptionConfigurationNotFoundError", read),
            is_right=bool,
            write=lambda _: self.s3.put_bucket_encryption(
                Bucket=self.name, ServerSideEncryptionConfiguration={"Rules": [wanted]}
            ),
        )

    def _versioning(self) -> Property:
        return Property(
            name="versioned",
            read=lambda: self.s3.get_bucket_versioning(Bucket=self.name).get("Status"),
            is_right=lambda found: found == "Enabled",
            write=lambda _: self.s3.put_bucket_versioning(
                Bucket=self.name, VersioningConfiguration={"Status": "Enabled"}
            ),
        )

    def _expiry(self) -> Property:
        def read() -> Answer:
            return self.s3.get_bucket_lifecycle_configuration(Bucket=self.name)["Rules"]

        def write(found: Answer) -> None:
            others = [rule for rule in found or () if rule.get("ID") != EXPIRY["ID"]]
            self.s3.put_bucket_lifecycle_configuration(
                Bucket=self.name, LifecycleConfiguration={"Rules": [*others, EXPIRY]}
            )

        return Property(
            name=f"reviewed plans are kept for {REVIEWED_DAYS} days",
            read=lambda: or_none("NoSuchLifecycleConfiguration", read),
            is_right=lambda found: EXPIRY in (found or ()),
            write=write,
        )

    def _policy(self) -> Property:
        def read() -> Answer:
            return json.loads(self.s3.get_bucket_policy(Bucket=self.name)["Policy"])

        wanted = wanted_statements(self.config)
        return Property(
            name="TLS only, and states for the roles that deploy and plan only",
            read=lambda: or_none("NoSuchBucketPolicy", read),
            is_right=lambda policy: has_statements(policy, wanted),
            write=lambda policy: self.s3.put_bucket_policy(
                Bucket=self.name, Policy=json.dumps(with_statements(policy, wanted))
            ),
        )


def _not_ours(name: str, owner: str) -> str:
    return (
        f"The state bucket {name} exists, but it belongs to another account, or these credentials"
        f" may not see it. It must belong to {owner}. Choose another name (state.bucket), since"
        " S3's names are shared by all of AWS, or credentials that may see it."
    )


def _elsewhere(name: str, found: str, wanted: str) -> str:
    return (
        f"The state bucket {name} is in {found}, but the environment's region is {wanted}."
        " A bucket cannot move: choose another name (state.bucket) or that region."
    )
