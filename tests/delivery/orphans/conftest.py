"""What is asked of AWS has to be what the role that deploys may ask."""

from collections.abc import Iterator

import pytest

from config.model import EnvironmentConfig
from tests.delivery.rights import every_call_is_allowed


@pytest.fixture(autouse=True)
def _rights(monkeypatch: pytest.MonkeyPatch, staging_config: EnvironmentConfig) -> Iterator[None]:
    with every_call_is_allowed(monkeypatch, staging_config):
        yield
