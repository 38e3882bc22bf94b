"""JSON of a form that nobody thought of ends with the resource's address, not with a traceback."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from config.errors import Failure
from resilience.analyze import analyze
from resilience.evidence import Resource
from resilience.unreadable import named
from terraform_json.order import Part
from terraform_json.types import Json, TerraformJsonError
from tests.resilience.platforms import platform

FOLDER = Path("cdktf.out")


def reads(part: Part, stack: Json) -> object:
    """Read what is not there."""
    return stack[part.address]


def judges(resource: Resource) -> object:
    """Take text for an object."""
    return {}[resource.block["missing"]]


def test_the_resource_that_was_read_last_is_named() -> None:
    with (
        pytest.raises(Failure, match=r"cdktf\.out: k8s:aws_eip\.a has a value .*KeyError"),
        named(FOLDER),
    ):
        reads(Part("k8s", "aws_eip.a"), {})


def test_the_resource_that_a_rule_judged_is_named() -> None:
    resource = Resource(part=Part("k8s", "aws_eip.b"), block={})
    with pytest.raises(Failure, match=r"k8s:aws_eip\.b"), named(FOLDER):
        judges(resource)


def test_where_no_resource_was_read_the_folder_is_named() -> None:
    with pytest.raises(Failure, match="a resource has a value"), named(FOLDER):
        int("x")


ODD: tuple[Any, ...] = (None, [], [1], {"a": 1}, True, "text", -1, 10**30, "${", "${a.b}")


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    if path:
        yield path
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _paths(value[key], (*path, key))


def _one_of_each_kind(stacks: Mapping[str, Json]) -> Iterator[tuple[Any, ...]]:
    """Yield the paths within the first block of each type, and of the outputs."""
    for stack, content in stacks.items():
        for kind, blocks in content["resource"].items():
            label = next(iter(blocks))
            for path in _paths(blocks[label]):
                yield (stack, "resource", kind, label, *path)
        yield from ((stack, "output", *path) for path in _paths(content.get("output", {})))


def _put(path: tuple[Any, ...], value: object) -> Callable[[dict[str, Json]], None]:
    """Return what puts a value at a path of the stacks."""
    *way, last = path

    def change(stacks: dict[str, Json]) -> None:
        here: Any = stacks
        for key in way:
            here = here[key]
        here[last] = value

    return change


def test_no_value_in_a_stack_is_more_than_a_failure_that_names_its_place() -> None:
    paths = list(_one_of_each_kind(platform().stacks))
    for path, value in zip(paths, cycle(ODD), strict=False):
        with suppress(Failure, TerraformJsonError), named(FOLDER):
            analyze(platform(changes=[_put(path, value)]))
