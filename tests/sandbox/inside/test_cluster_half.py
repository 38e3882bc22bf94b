"""Which kinds the cluster learns before anything is installed, where charts are left out."""

from typing import Any

import pytest

from sandbox.inside import cluster_half
from sandbox.inside.install import Inside
from sandbox.kubernetes import LocalControlPlane, custom_resources, rollouts

LEFT_OUT = ("argo-rollouts", "external-secrets", "nginx-ingress")
EXTERNAL_SECRETS, CANARIES = custom_resources.EXTERNAL_SECRETS, custom_resources.CANARIES


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return what a cluster learns, which has nothing to install."""
    kinds: list[Any] = []
    monkeypatch.setattr(cluster_half, "planned", lambda _: [])
    monkeypatch.setattr(cluster_half, "make", lambda *_: None)
    monkeypatch.setattr(custom_resources, "install", lambda _, more: kinds.extend(more))
    monkeypatch.setattr(rollouts, "define", lambda _: kinds.append("Argo's"))
    return kinds


@pytest.mark.parametrize(
    ("built", "defined", "expected"),
    [
        (True, False, ["Argo's", *EXTERNAL_SECRETS]),
        (True, True, [*EXTERNAL_SECRETS]),
        (False, False, [*CANARIES, *EXTERNAL_SECRETS]),
    ],
)
def test_canaries_have_their_own_kinds_where_their_controller_is_built(
    learned: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    *,
    built: bool,
    defined: bool,
    expected: list[Any],
) -> None:
    monkeypatch.setattr(rollouts, "is_built", lambda: built)
    monkeypatch.setattr(rollouts, "is_defined", lambda _: defined)
    monkeypatch.setattr(LocalControlPlane, "api", None)
    cluster_half.install(Inside(waves=(), left_out=LEFT_OUT), lambda _: None)
    assert learned == expected
