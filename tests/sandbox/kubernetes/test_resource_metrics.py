"""Behind which Service metrics-server stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from sandbox.kubernetes import LocalControlPlane, resource_metrics
from sandbox.kubernetes.api import Api
from tests.patience import eventually

# What the chart of metrics-server has of the same names.
CHART = {
    "Chart.yaml": {"apiVersion": "v2", "name": "metrics-server", "version": "0.1.0"},
    "templates/service.yaml": {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "metrics-server", "labels": {"helm.sh/chart": "metrics-server-0.1.0"}},
        "spec": {
            "type": "ClusterIP",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": "https"}],
            "selector": {"app": "metrics-server"},
        },
    },
    "templates/deployment.yaml": {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "metrics-server"},
        "spec": {
            "selector": {"matchLabels": {"app": "metrics-server"}},
            "template": {
                "metadata": {"labels": {"app": "metrics-server"}},
                "spec": {
                    "tolerations": [{"operator": "Exists"}],
                    "containers": [
                        {
                            "name": "metrics-server",
                            "image": "metrics-server",
                            "ports": [{"name": "https", "containerPort": 10250}],
                        }
                    ],
                },
            },
        },
    },
    "templates/apiservice.yaml": {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": "v1beta1.metrics.k8s.io"},
        "spec": {
            "group": "metrics.k8s.io",
            "version": "v1beta1",
            "groupPriorityMinimum": 100,
            "versionPriority": 100,
            "insecureSkipTLSVerify": True,
            "service": {"name": "metrics-server", "namespace": "kube-system", "port": 443},
        },
    },
}


@pytest.fixture
def api(control_plane: LocalControlPlane) -> Iterator[Api]:
    """Return a client; what registers the API is taken away at the end."""
    yield Api(control_plane.url, control_plane.directory / "pki")
    gone = ("--ignore-not-found", "--namespace=kube-system")
    control_plane.run("kubectl", "delete", "apiservice", resource_metrics.API, *gone)
    control_plane.run("kubectl", "delete", "service,deployment", resource_metrics.NAME, *gone)


def is_available(api: Api) -> bool:
    """Tell whether the API server reaches metrics-server."""
    found = api.get(f"{resource_metrics.REGISTRATIONS}/{resource_metrics.API}") or {}
    conditions = found.get("status", {}).get("conditions", ())
    return [each["status"] for each in conditions if each["type"] == "Available"] == ["True"]


def test_nobody_stands_behind_a_service_that_is_not_registered(api: Api) -> None:
    kubernetes = api.get("/api/v1/namespaces/default/services/kubernetes")
    assert kubernetes
    assert not resource_metrics.plays(api, kubernetes["spec"]["clusterIP"])


def test_the_stand_in_makes_the_api_available_and_gives_way_to_the_chart(
    api: Api, control_plane: LocalControlPlane, tmp_path: Path
) -> None:
    resource_metrics.stand_in(api)
    eventually(lambda: is_available(api))

    for name, content in CHART.items():
        file = tmp_path / "metrics-server" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
    chart = str(tmp_path / "metrics-server")
    release = (resource_metrics.NAME, chart, "--namespace=kube-system")
    control_plane.run("helm", "upgrade", "--install", *release, "--wait", "--timeout=5m")

    service = api.get("/api/v1/namespaces/kube-system/services/metrics-server")
    assert service
    assert resource_metrics.plays(api, service["spec"]["clusterIP"])
    eventually(lambda: is_available(api))
    control_plane.run("helm", "uninstall", resource_metrics.NAME, "--namespace=kube-system")
    assert api.get(f"{resource_metrics.REGISTRATIONS}/{resource_metrics.API}") is None
