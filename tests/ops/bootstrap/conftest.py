"""An AWS account in this process, with nothing in it."""

import boto3
import pytest

from config.model import EnvironmentConfig
from tests.fixtures.account import aws

__all__ = ["aws"]


@pytest.fixture
def session(staging_config: EnvironmentConfig) -> boto3.Session:
    """Return a session in the environment's region."""
    return boto3.Session(region_name=staging_config.region)
