"""Recorded plans, and the records and comments that are made of them."""

import json
from pathlib import Path
from typing import Any

from delivery.comment.page import page
from delivery.comment.record import Record
from delivery.comment.recording import planned, unplanned

PLANS = Path(__file__).parent / "plans"
Json = dict[str, Any]

STATE = {"bucket": "states", "key": "staging/networking.tfstate"}
STACKS: dict[str, Json] = {
    "networking": {
        "terraform": {"backend": {"s3": STATE}},
        "output": {"vpc_id": {"value": "1"}, "zone_id": {"value": "1"}},
    },
    "databases": {
        "data": {"terraform_remote_state": {"networking-state": {"backend": "s3", "config": STATE}}}
    },
}


def plan(name: str) -> Json:
    """Return a plan that was recorded."""
    found: Json = json.loads((PLANS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def text(name: str) -> str:
    """Return what Terraform printed when it was recorded."""
    return (PLANS / f"{name}.txt").read_text(encoding="utf-8")


def recorded(name: str, stack: str = "networking") -> Record:
    """Return the record of a plan that was recorded."""
    return planned("staging", stack, plan(name), text(name))


def stopped(name: str, stack: str = "databases", *, private: bool = True) -> Record:
    """Return the record of a stack of which Terraform made no plan."""
    return unplanned("staging", stack, text(name), STACKS, private=private)


def commented(*records: Record) -> str:
    """Return the comment on some records."""
    return page(records, commit="0123456789abcdef", run="https://example.com/run")
