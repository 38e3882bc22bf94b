"""An AWS account in this process, with nothing in it."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from config.model import EnvironmentConfig


@pytest.fixture(autouse=True)
def aws(staging_config: EnvironmentConfig, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give credentials of the environment's account."""
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "sandbox")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sandbox")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", staging_config.account_id)
    with mock_aws():
        yield


@pytest.fixture
def session(staging_config: EnvironmentConfig) -> boto3.Session:
    """Return a session in the environment's region."""
    return boto3.Session(region_name=staging_config.region)
