from collections import Counter

import pytest

from config.applications.chart_values import CHART
from sandbox.chart.release import Release
from terraform_json.types import Json
from tests.helm.cases import REPLICATED, SERVING
from tests.patience import eventually

replicated = pytest.mark.parametrize("case", REPLICATED)
GROUP, ZONE = "node", "topology.kubernetes.io/zone"


@replicated
def test_all_pods_become_ready(releases: dict[str, Release], case: str) -> None:
    release = releases[case]
    scaler = release.get("hpa", case)["spec"]
    status = release.get(scaler["scaleTargetRef"]["kind"].lower(), case)["status"]
    assert status["readyReplicas"] == scaler["minReplicas"] >= 3


@replicated
def test_pods_run_on_nodes_for_applications_only(releases: dict[str, Release], case: str) -> None:
    assert set(_labels(releases[case], GROUP)) == {"apps"}


@replicated
def test_pods_are_spread_evenly_over_three_zones(releases: dict[str, Release], case: str) -> None:
    zones = Counter(_labels(releases[case], ZONE))
    assert len(zones) == 3
    assert max(zones.values()) - min(zones.values()) <= 1


def test_no_two_of_three_pods_share_a_host(releases: dict[str, Release]) -> None:
    hosts = _labels(releases["app1"], "kubernetes.io/hostname")
    assert len(set(hosts)) == 3


@replicated
def test_a_drain_may_take_a_pod_of_every_release(releases: dict[str, Release], case: str) -> None:
    def allowed() -> int:
        found: int = releases[case].get("pdb", case)["status"].get("disruptionsAllowed", 0)
        return found

    eventually(lambda: allowed() >= 1)


@replicated
def test_the_autoscaler_finds_what_it_scales(releases: dict[str, Release], case: str) -> None:
    def conditions() -> dict[str, str]:
        found = releases[case].get("hpa", case)["status"].get("conditions", ())
        return {item["type"]: item["status"] for item in found}

    eventually(lambda: conditions().get("AbleToScale") == "True")


@replicated
def test_every_pod_is_under_the_network_policy(releases: dict[str, Release], case: str) -> None:
    policy = releases[case].get("networkpolicy", case)["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    selector = ",".join(f"{k}={v}" for k, v in policy["podSelector"]["matchLabels"].items())
    assert releases[case].get("pods", f"--selector={selector}") == _pods(releases[case])


@pytest.mark.parametrize("case", SERVING)
def test_the_service_finds_every_pod(releases: dict[str, Release], case: str) -> None:
    selector = f"--selector=kubernetes.io/service-name={case}"

    def ready() -> int:
        slices = releases[case].get("endpointslices", selector)
        endpoints = [endpoint for item in slices for endpoint in item["endpoints"]]
        return sum(endpoint["conditions"]["ready"] for endpoint in endpoints)

    eventually(lambda: ready() == len(_pods(releases[case])))


@pytest.mark.parametrize(
    ("case", "schedule"), [("ci-service", "report"), ("ci-schedules", "weekly")]
)
def test_a_run_of_a_schedule_goes_through(
    releases: dict[str, Release], case: str, schedule: str
) -> None:
    # The simulated node completes the pod without executing it.
    release, name = releases[case], f"{case}-{schedule}"
    release.kubectl("create", "job", "by-hand", f"--from=cronjob/{name}")
    release.kubectl("wait", "job/by-hand", "--for=condition=complete", "--timeout=300s")
    (pod,) = release.get("pods", "--selector=batch.kubernetes.io/job-name=by-hand")
    assert pod["metadata"]["labels"]["app.kubernetes.io/name"] == name
    assert pod["spec"]["serviceAccountName"] == case
    release.kubectl("delete", "job", "by-hand")


def test_the_helm_test_is_let_into_a_restricted_namespace(releases: dict[str, Release]) -> None:
    # The simulated node completes the pod without executing it.
    assert "Phase:          Succeeded" in releases["app1"].helm("test", "app1")


def test_an_upgrade_without_changes_restarts_nothing(releases: dict[str, Release]) -> None:
    release = releases["app1"]
    before = {pod["metadata"]["name"] for pod in _pods(release)}
    release.upgrade(chart=CHART)
    assert {pod["metadata"]["name"] for pod in _pods(release)} == before


def _pods(release: Release) -> list[Json]:
    """Return its own pods, beside which there are those of a schedule whose time has come."""
    pods: list[Json] = release.get("pods", f"--selector=app.kubernetes.io/name={release.name}")
    return pods


def _labels(release: Release, key: str) -> list[str]:
    nodes = {node["metadata"]["name"]: node["metadata"]["labels"] for node in release.get("nodes")}
    return [nodes[pod["spec"]["nodeName"]][key] for pod in _pods(release)]
