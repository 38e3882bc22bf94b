"""An AWS account in this process, with nothing in it."""

import boto3
import pytest

from config.model import EnvironmentConfig
from ops.bootstrap.policies import boundary_arn
from tests.fixtures.account import aws

__all__ = ["aws"]


@pytest.fixture
def session(staging_config: EnvironmentConfig) -> boto3.Session:
    """Return a session in the environment's region."""
    return boto3.Session(region_name=staging_config.region)


@pytest.fixture
def roles_config(staging_config: EnvironmentConfig) -> EnvironmentConfig:
    """Return staging with a role that plans, and bootstrap's own boundary."""
    bounded = {"permissions_boundary": boundary_arn(staging_config)}
    iam = staging_config.iam.model_copy(update=bounded)
    return staging_config.model_copy(update={"plan_role": "platform-staging-plan", "iam": iam})
