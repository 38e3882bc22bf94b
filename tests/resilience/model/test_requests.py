from typing import Any

import pytest

from config.room import Room
from resilience.model.requests import asked_by


def container(cpu: object, memory: object, kind: str = "requests", **more: object) -> Any:  # noqa: ANN401
    return {"resources": {kind: {"cpu": cpu, "memory": memory}}, **more}


def sidecar(cpu: object, memory: object) -> Any:  # noqa: ANN401
    return container(cpu, memory, restartPolicy="Always")


def asked(*containers: object, before: tuple[object, ...] = (), **more: object) -> Room:
    return asked_by({"containers": list(containers), "initContainers": list(before), **more}, {})


def room(millicores: int, memory_mib: int) -> Room:
    return Room(millicores=millicores, memory_mib=memory_mib, pods=1)


def test_a_pod_asks_for_what_its_containers_ask_for_together() -> None:
    assert asked(container("100m", "64Mi"), container(1, "1Gi")) == room(1100, 1088)


def test_a_container_that_ends_before_counts_where_it_asks_for_more() -> None:
    before = (container("50m", "2Gi"), container("200m", "1Mi"))
    assert asked(container("100m", "1Gi"), before=before) == room(200, 2048)


def test_a_sidecar_counts_with_the_containers() -> None:
    assert asked(container("100m", "1Gi"), before=(sidecar("50m", "1Mi"),)) == room(150, 1025)


def test_a_container_that_ends_before_runs_beside_the_sidecars_before_it() -> None:
    early = (sidecar("50m", "1Mi"), container("300m", "1Mi"))
    late = (container("300m", "1Mi"), sidecar("50m", "1Mi"))
    assert asked(container("100m", "1Mi"), before=early) == room(350, 2)
    assert asked(container("100m", "1Mi"), before=late) == room(300, 2)


def test_limits_are_requests_where_there_are_none() -> None:
    assert asked(container("100m", "64Mi", "limits")) == room(100, 64)


def test_requests_go_before_limits() -> None:
    both = {"limits": {"cpu": 1, "memory": "1Gi"}, "requests": {"memory": "64Mi"}}
    assert asked({"resources": both}) == room(1000, 64)


def test_what_asks_for_nothing_counts_as_a_pod() -> None:
    assert asked({}, {"resources": None}) == room(0, 0)


def test_the_overhead_of_a_runtime_is_added() -> None:
    overhead = {"cpu": "10m", "memory": "8Mi"}
    assert asked(container("100m", "64Mi"), overhead=overhead) == room(110, 72)


def test_a_part_of_a_unit_counts_as_a_whole_one() -> None:
    assert asked(container("0.0001", "100k")) == room(1, 1)


def test_what_is_no_quantity_is_refused() -> None:
    with pytest.raises(ValueError, match="holds no quantities"):
        asked(container("100m", "much"))
