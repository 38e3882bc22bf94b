"""JSON of a form that nobody thought of ends with the resource's address, not with a traceback."""

from pathlib import Path

import pytest

from config.errors import Failure
from resilience.rules.evidence import Resource
from resilience.unreadable import named
from terraform_json.order import Node as Part
from terraform_json.types import Json

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
