"""Stacks of staging, with the changes that a test asks for."""

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack, Testing

from config.application_database import ApplicationDatabase
from config.database import DatabaseConfig
from config.model import EnvironmentConfig, NetworkConfig
from stacks.databases import DatabasesStack
from stacks.networking import NetworkingStack

Json = dict[str, Any]


@pytest.fixture
def networking(
    staging_config: EnvironmentConfig, synthesize: Callable[[TerraformStack], Json]
) -> Callable[..., Json]:
    """Return a function that synthesizes `networking` for staging with changes to `network`."""

    def with_changes(**changes: object) -> Json:
        data = staging_config.network.model_dump(mode="json") | changes
        network = NetworkConfig.model_validate(data)
        config = staging_config.model_copy(update={"network": network})
        return synthesize(NetworkingStack(Testing.app(), config=config))

    return with_changes


@pytest.fixture
def databases(
    staging_config: EnvironmentConfig, synthesize: Callable[[TerraformStack], Json]
) -> Callable[..., Json]:
    """Return a function that synthesizes `databases` for staging with changes to `database`."""

    def with_changes(
        *, config: EnvironmentConfig = staging_config, zones: str = "abc", **changes: object
    ) -> Json:
        database = DatabaseConfig.model_validate(config.database.model_dump(mode="json") | changes)
        kept = {z: s for z, s in config.network.zones.items() if z[-1] in zones}
        network = config.network.model_copy(update={"zones": kept})
        config = config.model_copy(update={"database": database, "network": network})
        app = Testing.app()
        networking = NetworkingStack(app, config=config)
        applications = [ApplicationDatabase(application="orders")]
        return synthesize(
            DatabasesStack(
                app,
                config=config,
                networking=networking,
                applications=applications,
            )
        )

    return with_changes
