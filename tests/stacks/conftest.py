"""Stacks of staging, with the changes that a test asks for."""

import json
from collections.abc import Callable, Sequence

import pytest
from cdktf import TerraformStack, Testing

from config.applications.application import Application
from config.applications.database import ApplicationDatabase
from config.model import EnvironmentConfig
from config.sections.addons import AddonsConfig
from config.sections.cluster import ClusterConfig
from config.sections.database import DatabaseConfig
from config.sections.dns import DnsConfig
from config.sections.load_balancer import LoadBalancerConfig
from config.sections.network import NetworkConfig
from stacks.databases import DatabasesStack
from stacks.k8s import ClusterStack
from stacks.networking import NetworkingStack
from terraform_json.types import Json

Make = Callable[[], TerraformStack]
Once = Callable[[Make, object], Json]

_MADE: dict[str, str] = {}


@pytest.fixture
def once(request: pytest.FixtureRequest, synthesize: Callable[[TerraformStack], Json]) -> Once:
    """Return a function that synthesizes a stack, once from the same configuration.

    Most tests ask for the same one. What a test patches may change it: such a test gets its own.
    """
    patched = "monkeypatch" in request.fixturenames

    def synthesized(make: Make, made_from: object) -> Json:
        if patched:
            return synthesize(make())
        key = repr((make.__qualname__, made_from))
        if key not in _MADE:
            _MADE[key] = json.dumps(synthesize(make()))
        data: Json = json.loads(_MADE[key])
        return data

    return synthesized


@pytest.fixture
def networking(staging_config: EnvironmentConfig, once: Once) -> Callable[..., Json]:
    """Return a function that synthesizes `networking` for staging with changes to `network`."""

    def with_changes(
        *, production: bool = False, dns: Json | None = None, **changes: object
    ) -> Json:
        data = staging_config.network.model_dump(mode="json") | changes
        config = staging_config.model_copy(
            update={
                "production": production,
                "network": NetworkConfig.model_validate(data),
                "dns": DnsConfig.model_validate(dns) if dns else staging_config.dns,
            }
        )
        return once(lambda: NetworkingStack(Testing.app(), config=config), config)

    return with_changes


@pytest.fixture
def databases(staging_config: EnvironmentConfig, once: Once) -> Callable[..., Json]:
    """Return a function that synthesizes `databases` for staging with changes to `database`."""

    def with_changes(
        *, config: EnvironmentConfig = staging_config, zones: str = "abc", **changes: object
    ) -> Json:
        database = DatabaseConfig.model_validate(config.database.model_dump(mode="json") | changes)
        kept = {z: s for z, s in config.network.zones.items() if z[-1] in zones}
        network = config.network.model_copy(update={"zones": kept})
        config = config.model_copy(update={"database": database, "network": network})
        return once(lambda: _databases_stack(config), config)

    return with_changes


@pytest.fixture
def cluster_stack(staging_config: EnvironmentConfig) -> ClusterStack:
    """Return the stack k8s of staging."""
    return _cluster_stack(staging_config)


@pytest.fixture
def cluster(staging_config: EnvironmentConfig, once: Once) -> Callable[..., Json]:
    """Return a function that synthesizes `k8s` for staging with changes to `cluster`."""

    def with_changes(  # noqa: PLR0913 - each a part of the file
        *,
        zones: str = "abc",
        dns: Json | None = None,
        addons: Json | None = None,
        applications: Sequence[Application] = (),
        plan_role: str | None = None,
        load_balancer: Json | None = None,
        production: bool = False,
        **changes: object,
    ) -> Json:
        given = staging_config.cluster.model_dump(mode="json") | changes
        network = staging_config.network.zones
        some = next(iter(network.values()))
        kept = {f"eu-west-1{letter}": network.get(f"eu-west-1{letter}", some) for letter in zones}
        config = staging_config.model_copy(
            update={
                "cluster": ClusterConfig.model_validate(given),
                "network": staging_config.network.model_copy(update={"zones": kept}),
                "plan_role": plan_role,
                "production": production,
                "load_balancer": LoadBalancerConfig.model_validate(load_balancer or {}),
                "addons": AddonsConfig.model_validate(addons or {}),
                "dns": DnsConfig.model_validate(dns) if dns else staging_config.dns,
            }
        )
        return once(lambda: _cluster_stack(config, applications), (config, applications))

    return with_changes


def _databases_stack(config: EnvironmentConfig) -> DatabasesStack:
    app = Testing.app()
    networking = NetworkingStack(app, config=config)
    applications = [ApplicationDatabase(application="orders")]
    return DatabasesStack(app, config=config, networking=networking, applications=applications)


def _cluster_stack(
    config: EnvironmentConfig, applications: Sequence[Application] = ()
) -> ClusterStack:
    app = Testing.app()
    networking = NetworkingStack(app, config=config)
    databases = DatabasesStack(app, config=config, networking=networking, applications=[])
    return ClusterStack(
        app, config=config, networking=networking, databases=databases, applications=applications
    )
