"""Waives a finding of checkov beside the resource that it is about."""

from typing import Literal

from cdktf import TerraformResource

YEAR_DAYS = 365

# fmt: off
Check = Literal[
    "CKV_AWS_18", "CKV_AWS_37", "CKV_AWS_38", "CKV_AWS_39", "CKV_AWS_139", "CKV_AWS_144",
    "CKV_AWS_145", "CKV_AWS_158", "CKV_AWS_226", "CKV_AWS_260", "CKV_AWS_338",
    "CKV2_AWS_5", "CKV2_AWS_8", "CKV2_AWS_27", "CKV2_AWS_38", "CKV2_AWS_39", "CKV2_AWS_62",
    "CKV2_AWS_71",
]
"""The checks of checkov's that are waived. A test asks checkov whether it finds each of them."""
# fmt: on


def waive(resource: TerraformResource, check: Check, reason: str) -> None:
    """Waive a check for a resource; a waiver of a check that passes is itself a finding.

    checkov reads no comments in JSON, so `ops.checkov` reads what this writes into the resource's
    `//` key, which Terraform passes over.

    Args:
        resource: The resource.
        check: The check's id.
        reason: Why the finding is meant.
    """
    resource.add_override(f"//.checkov.{check}", reason)


def waive_short_retention(log_group: TerraformResource, retention_days: int) -> None:
    """Waive the check that logs are kept for a year, where an environment asks for less."""
    if retention_days < YEAR_DAYS:
        waive(log_group, "CKV_AWS_338", "the environment file asks for no longer")
