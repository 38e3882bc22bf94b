"""No resource gets more tags than AWS takes, with as many of the owner's as are allowed."""

from collections.abc import Callable, Iterator

import pytest
from cdktf import TerraformStack, Testing

from config.checks.tags import (
    ADDED_BY_EKS,
    MOST_OWNERS_TAGS,
    MOST_TAGS,
    ON_EVERYTHING,
    OWN_KEYS,
    OWN_PREFIXES,
)
from config.environment import load_environment
from stacks.platform import build_platform
from terraform_json.stack import resources
from terraform_json.types import Json
from tests.stacks.test_k8s_apps import application

OWNERS = {f"key-{number}": "value" for number in range(MOST_OWNERS_TAGS)}


@pytest.fixture(scope="module")
def tagged(synthesize: Callable[[TerraformStack], Json]) -> list[set[str]]:
    """Return the keys of every resource's tags, and of what EKS makes from launch templates.

    The environment has a zone that everything leaves.
    """
    config = load_environment("lab").model_copy(update={"tags": OWNERS})
    built = build_platform(Testing.app(), config, [application("shop", database=True)])
    return [keys for stack in built for keys in _keys(synthesize(stack))]


def _keys(stack: Json) -> Iterator[set[str]]:
    (default,) = stack["provider"]["aws"][0]["default_tags"]
    for resource in resources(stack).values():
        yield set(default["tags"]) | set(resource.get("tags", {}))
        for made in resource.get("tag_specifications", ()):
            yield set(made["tags"])


def test_the_keys_of_the_platform_are_known(tagged: list[set[str]]) -> None:
    ours = set().union(*tagged) - set(OWNERS)
    assert {key for key in ours if not key.startswith(OWN_PREFIXES)} == set(OWN_KEYS)


def test_no_resource_has_more_tags_than_are_reckoned_with(tagged: list[set[str]]) -> None:
    # Subnets have more than nodes before EKS adds its own to those.
    assert max(len(keys) for keys in tagged) <= MOST_TAGS
    nodes = MOST_OWNERS_TAGS + len(ON_EVERYTHING)
    assert nodes in {len(keys) for keys in tagged}
    assert nodes + ADDED_BY_EKS == MOST_TAGS
