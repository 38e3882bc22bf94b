"""Counts of nodes and pods, from what the API would answer."""

from rich.console import Console

from config.kubernetes_names import APPLICATION_LABELS, NODE_GROUP_LABEL
from sandbox.inside.status import NOT_EXECUTED, ByZone, by_zone, not_executed, settled, table_of
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import ZONE_LABEL
from terraform_json.types import Json


def condition(*, ready: bool) -> Json:
    return {"conditions": [{"type": "Ready", "status": str(ready)}]}


def node(name: str, group: str, zone: str, *, ready: bool = True) -> Json:
    labels = {NODE_GROUP_LABEL: group, ZONE_LABEL: zone}
    return {"metadata": {"name": name, "labels": labels}, "status": condition(ready=ready)}


def pod(name: str, on: str | None, *, ready: bool = True, ends: bool = False) -> Json:
    metadata = {"name": name} | ({"deletionTimestamp": "now"} if ends else {})
    return {
        "metadata": metadata,
        "spec": {"nodeName": on} if on else {},
        "status": condition(ready=ready),
    }


def scaler(*, least: int, wanted: int, current: int) -> Json:
    status = {"desiredReplicas": wanted, "currentReplicas": current}
    return {"spec": {"minReplicas": least}, "status": status}


class Answers(Api):
    """An API that answers lists, by their path."""

    def __init__(self, pods: list[Json], scalers: list[Json] | None = None) -> None:
        nodes = [node("n1", "apps", "a"), node("n2", "apps", "b", ready=False)]
        self.lists: dict[str, list[Json]] = {
            "/api/v1/nodes": nodes,
            "/api/v1/namespaces/shop/pods": pods,
            "/apis/autoscaling/v2/horizontalpodautoscalers": scalers or [],
        }

    def items(self, path: str, **parameters: str) -> list[Json]:
        """Return what the path lists; namespaces by the label of applications only."""
        if path == "/api/v1/namespaces":
            (label,) = (f"{key}={value}" for key, value in APPLICATION_LABELS.items())
            assert parameters == {"labelSelector": label}
            return [{"metadata": {"name": "shop"}}]
        return self.lists[path]


def test_what_is_ready_is_counted_by_zone_and_the_rest_apart() -> None:
    pods = [pod("p1", "n1"), pod("p2", "n1", ready=False), pod("p3", None, ready=False)]
    assert by_zone(Answers(pods)) == [
        ByZone("nodes", "apps", {"a": 1}, 1),
        ByZone("pods", "shop", {"a": 1}, 2),
    ]


def test_a_pod_that_ends_is_not_counted() -> None:
    assert by_zone(Answers([pod("p1", "n1", ends=True)]))[1] == ByZone("pods", "shop", {}, 0)


def test_the_table_has_a_column_for_each_zone() -> None:
    console = Console(width=80, record=True)
    rows = [ByZone("pods", "shop", {"a": 1}, 0), ByZone("pods", "bank", {"b": 2}, 1)]
    console.print(table_of(rows))
    head, first, second = (line.split() for line in console.export_text().splitlines())
    assert head == ["name", "a", "b", "not", "ready"]
    assert (first, second) == (["pods", "shop", "1", "0"], ["pods", "bank", "0", "2", "1"])


def test_pods_have_settled_when_the_autoscalers_have_what_they_want() -> None:
    api = Answers([pod("p1", "n1")], [scaler(least=3, wanted=3, current=3)])
    api.lists["/api/v1/nodes"].pop()
    assert settled(api)
    api.lists["/apis/autoscaling/v2/horizontalpodautoscalers"] = [
        scaler(least=3, wanted=3, current=1)
    ]
    assert not settled(api)
    api.lists["/apis/autoscaling/v2/horizontalpodautoscalers"] = [
        scaler(least=3, wanted=1, current=1)
    ]
    assert not settled(api)


def test_pods_have_not_settled_while_one_is_not_ready() -> None:
    api = Answers([pod("p1", "n1", ready=False)])
    api.lists["/api/v1/nodes"].pop()
    assert not settled(api)


class Ended(Api):
    """An API that answers the pods that have ended, and the events of those that ended so."""

    def __init__(self, pods: list[Json], of_events: list[Json]) -> None:
        self.lists = {
            "/api/v1/pods": pods,
            "/api/v1/events": [{"involvedObject": each} for each in of_events],
        }

    def items(self, path: str, **_: str) -> list[Json]:
        """Return what the path lists."""
        return self.lists[path]


def of_shop(name: str) -> Json:
    return {"namespace": "shop", "name": name}


def ended(name: str, reason: str) -> Json:
    status = {"containerStatuses": [{"state": {"terminated": {"reason": reason}}}]}
    return {"metadata": of_shop(name), "status": status}


def test_a_job_is_told_whose_pod_ended_without_being_executed() -> None:
    pods = [ended("migrate-4xv2q", NOT_EXECUTED), ended("executed-8pq7w", "Completed")]
    assert not_executed(Ended(pods, [])) == ["shop/migrate"]


def test_a_job_that_is_gone_is_told_by_the_event_of_its_pod() -> None:
    assert not_executed(Ended([], [of_shop("migrate-4xv2q")])) == ["shop/migrate"]


def test_a_job_is_told_once() -> None:
    pods = [ended(f"migrate-{end}", NOT_EXECUTED) for end in ("4xv2q", "8pq7w")]
    assert not_executed(Ended(pods, [of_shop("migrate-4xv2q")])) == ["shop/migrate"]


def test_a_pod_that_no_job_named_is_no_job() -> None:
    assert not_executed(Ended([], [of_shop("shop-test-connection")])) == []


def test_all_runs_of_a_schedule_are_told_as_one() -> None:
    runs = [of_shop(f"shop-hourly-{minute}-4xv2q") for minute in (29412300, 29412360)]
    assert not_executed(Ended([], runs)) == ["shop/shop-hourly"]
