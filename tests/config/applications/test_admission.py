"""What the API server is told of an environment, with what its owner allows."""

from collections.abc import Callable
from typing import Any

import pytest

from config.applications.admission import admission_values
from config.applications.rules.own_annotations import OWN_HOST, OWNERS
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]

ALLOWED: dict[str, Any] = {
    "max_replicas": 40,
    "priority_classes": ["platform-critical"],
    "annotations": ["example.com/team"],
    "egress_cidrs": ["192.168.0.0/16"],
    "apex": ["shop"],
    "image_registries": ["ghcr.io/example"],
    "shared_secrets": {"shop": ["staging/all"]},
}


@pytest.fixture
def told(staging: dict[str, Any], accepted: Accept) -> dict[str, Any]:
    """Return what is told of staging, whose owner allows more."""
    return admission_values(accepted(staging | {"applications": ALLOWED}))


def test_the_api_server_is_told_of_the_environment(told: dict[str, Any]) -> None:
    assert (told["environment"], told["domain"]) == ("staging", "staging.example.com")
    assert told["networks"]["databases"] == ["10.10.8.0/24", "10.10.9.0/24", "10.10.10.0/24"]
    assert told["networks"]["closed"][:2] == ["10.10.0.0/16", "172.20.0.0/16"]
    assert "169.254.0.0/16" in told["networks"]["closed"]
    assert "192.168.0.0/16" in told["networks"]["private"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("maxReplicas", 40),
        ("priorityClasses", ["platform-critical"]),
        ("apex", ["shop"]),
        ("imageRegistries", ["ghcr.io/example"]),
        ("sharedSecrets", {"shop": ["staging/all"]}),
        ("ingressAnnotations", {"example.com/team": OWNERS, **OWN_HOST}),
    ],
)
def test_the_api_server_is_told_what_the_owner_allows(
    told: dict[str, Any], key: str, value: object
) -> None:
    assert told[key] == value


def test_the_api_server_is_told_which_networks_the_owner_allows(told: dict[str, Any]) -> None:
    assert told["networks"]["allowed"] == ["192.168.0.0/16"]
