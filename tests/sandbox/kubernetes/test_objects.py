"""Nodes and pods as the API describes them."""

import pytest

from sandbox.kubernetes.objects import NOT_READY, is_node_ready, is_pod_ready

READY = {"conditions": [{"type": "Ready", "status": "True"}]}
UNREADY = {"conditions": [{"type": "Ready", "status": "False"}]}


@pytest.mark.parametrize(
    ("status", "taint", "ready"),
    [(READY, "own", True), (UNREADY, "own", False), (READY, NOT_READY, False), ({}, "own", False)],
)
def test_a_node_is_ready_once_it_has_lost_its_taint(
    status: dict[str, object], taint: str, *, ready: bool
) -> None:
    node = {"spec": {"taints": [{"key": taint, "effect": "NoSchedule"}]}, "status": status}
    assert is_node_ready(node) is ready


@pytest.mark.parametrize(
    ("status", "metadata", "ready"),
    [
        (READY, {}, True),
        (UNREADY, {}, False),
        (READY, {"deletionTimestamp": "2026-01-01T00:00:00Z"}, False),
    ],
)
def test_a_pod_takes_requests_while_it_is_ready_and_stays(
    status: dict[str, object], metadata: dict[str, str], *, ready: bool
) -> None:
    assert is_pod_ready({"metadata": metadata, "status": status}) is ready
