"""Waives a finding of checkov beside the resource that it is about."""

from cdktf import TerraformResource

YEAR_DAYS = 365


def waive(resource: TerraformResource, check: str, reason: str) -> None:
    """Waive a check for a resource; a waiver of a check that passes is itself a finding.

    checkov reads no comments in JSON, so `ops.checkov` reads what this writes into the resource's
    `//` key, which Terraform passes over.

    Args:
        resource: The resource.
        check: The check's id, such as `CKV_AWS_226`.
        reason: Why the finding is meant.
    """
    resource.add_override(f"//.checkov.{check}", reason)


def waive_short_retention(log_group: TerraformResource, retention_days: int) -> None:
    """Waive the check that logs are kept for a year, where an environment asks for less."""
    if retention_days < YEAR_DAYS:
        waive(log_group, "CKV_AWS_338", "the environment file asks for no longer")
