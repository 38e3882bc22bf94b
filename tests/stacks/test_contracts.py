from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from cdktf import App, Fn, TerraformOutput, TerraformStack, Testing

from config.applications.database import ApplicationDatabase
from config.model import EnvironmentConfig
from stacks.base import PlatformStack, StackName, StateBackend
from stacks.contracts import ClusterOutputs, Contract, DatabaseOutputs, NetworkOutputs
from stacks.databases import DatabasesStack
from stacks.k8s import ClusterStack
from stacks.networking import NetworkingStack

CONTRACTS = (NetworkOutputs, DatabaseOutputs, ClusterOutputs)
Synthesize = Callable[[TerraformStack], dict[str, Any]]


@pytest.fixture
def app() -> App:
    """Return the app of a test's stacks."""
    return Testing.app()


@pytest.fixture
def producers(app: App, staging_config: EnvironmentConfig) -> dict[type[Contract], PlatformStack]:
    """Return the stack that exports each contract."""
    networking = NetworkingStack(app, config=staging_config)
    databases = DatabasesStack(
        app,
        config=staging_config,
        networking=networking,
        applications=[ApplicationDatabase(application="orders")],
    )
    cluster = ClusterStack(
        app,
        config=staging_config,
        networking=networking,
        databases=databases,
        applications=[],
    )
    return {NetworkOutputs: networking, DatabaseOutputs: databases, ClusterOutputs: cluster}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_field_of_a_contract_is_an_output_of_that_name(
    producers: dict[type[Contract], PlatformStack],
    contract: type[Contract],
    synthesize: Synthesize,
) -> None:
    data = synthesize(producers[contract])
    assert set(data["output"]) == {field.name for field in fields(contract)}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_what_one_stack_exports_another_reads_from_its_state(
    app: App,
    producers: dict[type[Contract], PlatformStack],
    contract: type[Contract],
    synthesize: Synthesize,
) -> None:
    producer = producers[contract]
    consumer = TerraformStack(app, "consumer")
    read = contract.from_remote_state(consumer, producer.backend)
    for field in fields(read):
        value = getattr(read, field.name)
        exported = list(value) if isinstance(value, tuple) else value
        TerraformOutput(consumer, field.name, value=exported)

    data = synthesize(consumer)

    (state,) = data["data"]["terraform_remote_state"].values()
    backend = synthesize(producer)["terraform"]["backend"]["s3"]
    assert state["backend"] == "s3"
    assert state["config"].items() <= backend.items()
    (name,) = data["data"]["terraform_remote_state"]
    for output in synthesize(producer)["output"]:
        expected = f"${{data.terraform_remote_state.{name}.outputs.{output}}}"
        assert data["output"][output]["value"] == expected


def test_an_item_of_a_mapping_is_looked_up_in_the_state(
    app: App, producers: dict[type[Contract], PlatformStack], synthesize: Synthesize
) -> None:
    producer = producers[DatabaseOutputs]
    consumer = TerraformStack(app, "consumer")
    read = DatabaseOutputs.from_remote_state(consumer, producer.backend)
    looked_up = Fn.lookup(read.application_connections_per_pod, "orders")
    TerraformOutput(consumer, "connections", value=looked_up)
    state = "data.terraform_remote_state.databases-state.outputs"
    expected = f"${{{state}.application_connections_per_pod.orders}}"
    assert synthesize(consumer)["output"]["connections"]["value"] == expected


def test_each_environment_and_stack_has_a_state_of_its_own() -> None:
    def backend(environment: str) -> StateBackend:
        return StateBackend(bucket="b", lock_table="t", region="r", environment=environment)

    assert backend("staging").key(StackName.NETWORKING) == "staging/networking.tfstate"
    assert backend("prod").key(StackName.NETWORKING) == "prod/networking.tfstate"


def test_the_state_is_encrypted_and_locked_in_both_ways(
    staging_config: EnvironmentConfig, synthesize: Synthesize
) -> None:
    stack = PlatformStack(Testing.app(), StackName.NETWORKING, config=staging_config)
    backend = synthesize(stack)["terraform"]["backend"]["s3"]
    assert backend == {
        "bucket": staging_config.state.bucket,
        "key": "staging/networking.tfstate",
        "region": staging_config.region,
        "encrypt": True,
        "dynamodb_table": staging_config.state.lock_table,
        "use_lockfile": True,
    }


def test_a_stack_deploys_to_its_own_account_only_and_tags_everything(
    staging_config: EnvironmentConfig, synthesize: Synthesize
) -> None:
    stack = PlatformStack(Testing.app(), StackName.NETWORKING, config=staging_config)
    (provider,) = synthesize(stack)["provider"]["aws"]
    assert provider["allowed_account_ids"] == [staging_config.account_id]
    (default_tags,) = provider["default_tags"]
    assert default_tags["tags"] == {
        **staging_config.tags,
        "Environment": "staging",
        "ManagedBy": "cdktf",
        "Project": "platform",
        "Stack": "networking",
    }


def test_an_owners_tag_does_not_displace_the_platforms(
    staging_config: EnvironmentConfig, synthesize: Synthesize
) -> None:
    config = staging_config.model_copy(update={"tags": {"Stack": "mine"}})
    stack = PlatformStack(Testing.app(), StackName.NETWORKING, config=config)
    (provider,) = synthesize(stack)["provider"]["aws"]
    assert provider["default_tags"][0]["tags"]["Stack"] == "networking"


def test_providers_are_pinned_to_one_version(
    staging_config: EnvironmentConfig, synthesize: Synthesize
) -> None:
    stack = PlatformStack(Testing.app(), StackName.NETWORKING, config=staging_config)
    assert synthesize(stack)["terraform"]["required_providers"]["aws"]["version"] == "5.100.0"
