"""An account in this process, and a small environment to put into it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from moto.servicequotas.models import ServiceQuotasBackend

from config.model import EnvironmentConfig
from delivery.account import Account
from delivery.preflight.needs import Needs, NodeGroup, needs_of
from terraform_json.types import Json
from tests.fixtures.account import aws
from tests.fixtures.output import write_output

__all__ = ["aws"]

Quotas = dict[str, float]


@pytest.fixture
def account(staging_config: EnvironmentConfig) -> Account:
    """Return the environment's account."""
    return Account(boto3.Session(region_name=staging_config.region), staging_config)


@pytest.fixture
def quotas(monkeypatch: pytest.MonkeyPatch) -> Quotas:
    """Return the account's quotas by code, for tests to fill: moto knows those of VPC only."""
    values: Quotas = {}

    def get(_: object, service_code: str, quota_code: str) -> Json:
        del service_code
        return {"QuotaCode": quota_code, "Value": values[quota_code], "Adjustable": True}

    monkeypatch.setattr(ServiceQuotasBackend, "get_service_quota", get)
    return values


@pytest.fixture
def needs(tmp_path: Path, staging_config: EnvironmentConfig) -> Callable[..., Needs]:
    """Return a function that gives what a stack of these resources and groups of nodes take."""

    def of(resources: Json, *groups: NodeGroup) -> Needs:
        write_output(tmp_path, {"one": {"resource": resources}})
        return replace(needs_of(tmp_path, staging_config), node_groups=groups)

    return of
