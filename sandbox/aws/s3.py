"""Lets a bucket be used whose policy denies on a condition: moto denies it to everyone.

moto 5.2.5 applies a statement of a bucket's policy whatever its condition says. The sandbox listens
on loopback without TLS and stands for an AWS that is reached over TLS; and it knows no callers, so
that each stands for the role that the policy lets in.
"""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket


def extend() -> None:
    """Make moto apply those statements only that have no condition."""
    # moto offers no hook for this.
    FakeBucket.get_permission = _get_permission  # type: ignore[assignment, method-assign]


def _get_permission(bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
    if bucket.policy is None:
        return PermissionResult.NEUTRAL
    policy: dict[str, Any] = json.loads(bucket.policy)
    statements = policy["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    policy["Statement"] = [one for one in listed if "Condition" not in one]
    return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)
