"""Whether the role that deploys may make the calls that our own commands make of AWS."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from types import FrameType
from typing import Any, Final

import pytest
from botocore.client import BaseClient

from config.model import EnvironmentConfig
from ops.bootstrap.policies import deploy_policies
from tests.fixtures.checkout import ROOT

# IAM's names where they are not those of the API:
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
_SERVICES: Final = {"elbv2": "elasticloadbalancing", "resourcegroupstaggingapi": "tag"}
_ACTIONS: Final = {
    "s3:HeadBucket": "s3:ListBucket",
    "s3:ListBuckets": "s3:ListAllMyBuckets",
    "s3:ListObjectsV2": "s3:ListBucket",
}
# Who asks for an age is told what CloudTrail knows, if he may ask it.
_OPTIONAL: Final = {"cloudtrail:LookupEvents"}
_OURS: Final = str(ROOT / "delivery")
_TESTS: Final = str(ROOT / "tests")


@contextmanager
def every_call_is_allowed(
    monkeypatch: pytest.MonkeyPatch, config: EnvironmentConfig
) -> Iterator[None]:
    """Fail at the end if our code called what no policy of the role that deploys has."""
    called: set[str] = set()
    call: Any = vars(BaseClient)["_make_api_call"]  # botocore tells nobody who calls

    def noted(client: BaseClient, operation: str, arguments: Any) -> Any:  # noqa: ANN401 - botocore's
        if _is_ours():
            service = client.meta.service_model.service_name
            name = f"{_SERVICES.get(service, service)}:{operation}"
            called.add(_ACTIONS.get(name, name))
        return call(client, operation, arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    yield
    given = [
        pattern
        for document in deploy_policies(config).values()
        for statement in document["Statement"]
        if statement["Effect"] == "Allow"
        for pattern in _listed(statement["Action"])
    ]
    refused = [
        name
        for name in sorted(called - _OPTIONAL)
        if not any(fnmatchcase(name, pattern) for pattern in given)
    ]
    assert not refused, f"no policy of the role that deploys has {refused}"


def _listed(actions: str | list[str]) -> list[str]:
    return [actions] if isinstance(actions, str) else actions


def _is_ours() -> bool:
    """Tell whether the nearest of our code on the stack is a command's, not a test's."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - as `inspect` documents it
    while frame := frame.f_back if frame else None:
        if frame.f_code.co_filename.startswith(_OURS):
            return True
        if frame.f_code.co_filename.startswith(_TESTS) and frame.f_code.co_name != "noted":
            return False
    return False
