from typing import Any

import pytest

from resilience.model.rollouts import rollout


def rolling(**numbers: object) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": numbers}


@pytest.mark.parametrize(
    ("strategy", "replicas", "surge", "lacking"),
    [
        (None, 3, 1, 0),
        (None, 4, 1, 1),
        (None, 1, 1, 0),
        (rolling(maxSurge=2, maxUnavailable=0), 3, 2, 0),
        (rolling(maxSurge="50%", maxUnavailable="50%"), 3, 2, 1),
        (rolling(maxSurge=0, maxUnavailable=0), 3, 0, 1),
        (rolling(maxSurge="0%", maxUnavailable="10%"), 3, 0, 1),
        ({"type": "Recreate"}, 3, 0, 3),
    ],
)
def test_a_deployment_rounds_what_is_too_many_up_and_what_lacks_down(
    strategy: object, replicas: int, surge: int, lacking: int
) -> None:
    assert rollout("Deployment", {"strategy": strategy}, replicas) == (surge, lacking)


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet"])
@pytest.mark.parametrize(
    ("strategy", "lacking"),
    [(None, 1), (rolling(maxUnavailable=2), 2), (rolling(maxUnavailable="10%"), 1)],
)
def test_others_lack_pods_and_have_none_too_many(kind: str, strategy: object, lacking: int) -> None:
    assert rollout(kind, {"updateStrategy": strategy}, 3) == (0, lacking)


def test_a_job_has_no_rollout() -> None:
    assert rollout("Job", {}, 1) == (0, 0)
