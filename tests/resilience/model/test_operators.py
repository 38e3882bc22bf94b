from typing import Any

from resilience.model.operators import with_stateful_sets

PROMETHEUS: dict[str, Any] = {
    "kind": "Prometheus",
    "metadata": {"name": "stack", "namespace": "monitoring"},
    "spec": {
        "replicas": 2,
        "priorityClassName": "high",
        "topologySpreadConstraints": ["spread"],
        "resources": {"requests": {"cpu": "300m", "memory": "3Gi"}},
        "storage": {"volumeClaimTemplate": {"spec": {}}},
        "retention": "15d",
    },
}
OPERATOR: dict[str, Any] = {
    "kind": "Deployment",
    "metadata": {"name": "operator"},
    "spec": {
        "template": {
            "spec": {
                "containers": [
                    {
                        "args": [
                            "--config-reloader-cpu-request=10m",
                            "--config-reloader-memory-request=64Mi",
                            "--config-reloader-cpu-limit=0",
                        ]
                    }
                ]
            }
        }
    },
}


def made(manifest: dict[str, Any], *others: dict[str, Any]) -> dict[str, Any]:
    return next(with_stateful_sets([manifest, *others]))


def test_a_prometheus_becomes_a_stateful_set() -> None:
    found = made(PROMETHEUS)
    assert found["kind"] == "StatefulSet"
    assert found["metadata"] == {"name": "prometheus-stack", "namespace": "monitoring"}
    assert found["spec"]["replicas"] == 2
    assert len(found["spec"]["volumeClaimTemplates"]) == 1


def test_its_pods_go_where_it_says() -> None:
    pod = made(PROMETHEUS)["spec"]["template"]["spec"]
    assert pod["priorityClassName"] == "high"
    assert pod["topologySpreadConstraints"] == ["spread"]
    assert "retention" not in pod


def test_its_budget_finds_its_pods() -> None:
    labels = made(PROMETHEUS)["spec"]["template"]["metadata"]["labels"]
    assert labels["app.kubernetes.io/name"] == "prometheus"
    assert labels["operator.prometheus.io/name"] == "stack"


def test_an_alertmanager_has_labels_of_its_own() -> None:
    found = made({**PROMETHEUS, "kind": "Alertmanager"})
    labels = found["spec"]["template"]["metadata"]["labels"]
    assert found["metadata"]["name"] == "alertmanager-stack"
    assert labels["app.kubernetes.io/name"] == "alertmanager"
    assert labels["alertmanager"] == "stack"


def test_its_pods_have_the_sidecar_that_the_operator_is_told_of() -> None:
    pod = made(PROMETHEUS, OPERATOR)["spec"]["template"]["spec"]
    reloader = {"resources": {"requests": {"cpu": "10m", "memory": "64Mi"}}}
    assert pod["containers"] == [{"resources": PROMETHEUS["spec"]["resources"]}, reloader]
    assert pod["initContainers"] == [reloader]


def test_without_storage_it_has_no_volumes() -> None:
    spec = {key: value for key, value in PROMETHEUS["spec"].items() if key != "storage"}
    assert "volumeClaimTemplates" not in made({**PROMETHEUS, "spec": spec})["spec"]


def test_it_is_where_the_release_is_unless_told() -> None:
    found = made({**PROMETHEUS, "metadata": {"name": "stack"}})
    assert found["metadata"] == {"name": "prometheus-stack"}


def test_all_else_stays_as_it_is() -> None:
    assert list(with_stateful_sets([OPERATOR])) == [OPERATOR]
