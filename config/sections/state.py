"""The part of an environment file that says where Terraform keeps its state."""

from config.sections.fields import BucketName, TableName
from config.sections.section import Section


class StateConfig(Section):
    """Where Terraform keeps the state of this environment."""

    bucket: BucketName
    """the S3 bucket for the states: 3 to 63 lower-case letters, digits and hyphens, with
    none of the beginnings and ends that S3 keeps for itself, such as `xn--` and `-s3alias`"""
    lock_table: TableName
    """the DynamoDB table for the locks: 3 to 255 letters, digits, and any of _ . -"""
