"""Two small stacks, as tests make them up: one has subnets, the other reads them from its state."""

from typing import Any

from terraform_json.order import Part
from terraform_json.types import Json

ZONES = ("eu-west-1a", "eu-west-1b", "eu-west-1c")
SUBNETS = [f"${{aws_subnet.{letter}.id}}" for letter in "abc"]
STATE = "data.terraform_remote_state.networking"
_BACKEND = {"bucket": "state", "key": "networking.tfstate"}


def networking(**added: dict[str, Json]) -> Json:
    """Return a stack of a subnet a zone, which others may read, with further resources."""
    outputs: dict[str, Any] = {
        "ids": SUBNETS,
        "by_zone": dict(zip(ZONES, SUBNETS, strict=True)),
        "group": "${aws_db_subnet_group.all.name}",
    }
    subnets = {zone[-1]: {"availability_zone": zone} for zone in ZONES}
    return {
        "terraform": {"backend": {"s3": _BACKEND}},
        "output": {name: {"value": value} for name, value in outputs.items()},
        "resource": {
            "aws_subnet": subnets,
            "aws_db_subnet_group": {"all": {"subnet_ids": SUBNETS}},
            **added,
        },
    }


def reader(data: dict[str, Json] | None = None, **resources: dict[str, Json]) -> Json:
    """Return a stack that reads the state of the other."""
    state = {"networking": {"backend": "s3", "config": _BACKEND}}
    return {
        "terraform": {"backend": {"s3": {**_BACKEND, "key": "k8s.tfstate"}}},
        "data": {"terraform_remote_state": state, **(data or {})},
        "resource": resources,
    }


def output(path: str) -> str:
    """Return the expression that reads an output of the other stack."""
    return f"${{{STATE}.outputs.{path}}}"


def subnet(letter: str) -> Part:
    """Return the subnet of a zone."""
    return Part("networking", f"aws_subnet.{letter}")
