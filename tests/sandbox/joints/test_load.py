"""The load of an application is spread over its pods, and its autoscaler follows it."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
import yaml

from sandbox.joints import load
from sandbox.joints.load import CORES
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane, resource_metrics
from sandbox.kubernetes.api import Api
from terraform_json.types import Json
from tests.patience import eventually
from tests.sandbox.joints.conftest import Joined

NAME = "shop"
LABELS = {"app": NAME}
MOST = 4
DEPLOYMENT: Json = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": NAME},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": LABELS},
        "template": {
            "metadata": {"labels": LABELS},
            "spec": {
                "nodeSelector": {"node": "apps"},
                "tolerations": [{"key": "node", "value": "apps", "effect": "NoSchedule"}],
                "containers": [
                    {
                        "name": name,
                        "image": name,
                        "resources": {
                            "requests": {"cpu": "100m", "memory": "80Mi"},
                            "limits": {"cpu": "1", "memory": "80Mi"},
                        },
                    }
                    for name in ("server", "sidecar")
                ],
            },
        },
    },
}
AUTOSCALER: Json = {
    "apiVersion": "autoscaling/v2",
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": NAME},
    "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": NAME},
        "minReplicas": 1,
        "maxReplicas": MOST,
        "metrics": [
            {
                "type": "Resource",
                "resource": {
                    "name": "cpu",
                    "target": {"type": "Utilization", "averageUtilization": 50},
                },
            }
        ],
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 0}},
    },
}


class Application:
    """An application of two containers, which ask for 0.2 cores together and get 50 % of it."""

    def __init__(self, cluster: LocalControlPlane, namespace: str) -> None:
        self._cluster = cluster
        self._namespace = namespace
        self._api = Api(cluster.url, cluster.directory / "pki")

    def kubectl(self, *arguments: str, stdin: str = "") -> str:
        """Run kubectl in its namespace."""
        return self._cluster.run(
            "kubectl", f"--namespace={self._namespace}", *arguments, stdin=stdin
        )

    def deploy(self, *manifests: Json) -> None:
        """Make it, and wait until its pod is ready."""
        self.kubectl("create", "--filename=-", stdin=yaml.safe_dump_all(manifests))
        self.kubectl("wait", "--for=condition=Available", f"deployment/{NAME}", "--timeout=300s")

    def carries(self, cores: str) -> None:
        """Load it, as a person does; `-` takes the load away."""
        value = "-" if cores == "-" else f"={cores}"
        self.kubectl("label", "--overwrite", f"deployment/{NAME}", f"{CORES}{value}")
        load.follow(self._api)

    def pods(self) -> list[Json]:
        """Return its pods, after another step of the joint."""
        load.follow(self._api)
        items: list[Json] = json.loads(self.kubectl("get", "pods", "--output=json"))["items"]
        return items

    def shares(self) -> list[str | None]:
        """Return what each pod carries."""
        return [pod["metadata"]["labels"].get(CORES) for pod in self.pods()]

    def usage(self) -> list[tuple[str, str, str]]:
        """Return what `kubectl top` shows of its containers: name, CPU and memory."""
        try:
            shown = self.kubectl("top", "pods", "--containers", "--no-headers")
        except ControlPlaneError:
            # There is no usage yet.
            return []
        rows = [line.split()[1:] for line in shown.splitlines()]
        return sorted((row[0], row[1], row[2]) for row in rows)

    def rests_at(self, replicas: int) -> bool:
        """Tell whether it has so many pods, all with usage, and its autoscaler wants no others."""
        pods = self.pods()
        scaler = json.loads(self.kubectl("get", f"hpa/{NAME}", "--output=json"))["status"]
        return (
            len(pods) == scaler.get("desiredReplicas") == replicas
            and len(self.usage()) == 2 * replicas
        )


@pytest.fixture(scope="module")
def scaled(control_plane: LocalControlPlane) -> Iterator[Application]:
    """Return an application with an autoscaler, whose usage is served."""
    resource_metrics.stand_in(Api(control_plane.url, control_plane.directory / "pki"))
    control_plane.run("kubectl", "create", "namespace", "scaled")
    application = Application(control_plane, "scaled")
    application.deploy(DEPLOYMENT, AUTOSCALER)
    yield application
    service = ("service", resource_metrics.NAME, "--namespace=kube-system")
    control_plane.run("kubectl", "delete", "namespace", "scaled", "--wait=false")
    control_plane.run("kubectl", "delete", "apiservice", resource_metrics.API)
    control_plane.run("kubectl", "delete", *service)


def test_kubectl_top_shows_what_an_idle_application_and_its_node_use(scaled: Application) -> None:
    eventually(lambda: scaled.rests_at(1))
    # A fifth of what they request, as it is measured within some seconds.
    for (name, cpu, memory), expected in zip(scaled.usage(), ("server", "sidecar"), strict=True):
        assert (name, memory) == (expected, "16Mi")
        assert 18 <= int(cpu.removesuffix("m")) <= 22
    node = scaled.pods()[0]["spec"]["nodeName"]
    cpu = scaled.kubectl("top", "node", node, "--no-headers").split()[1]
    assert int(cpu.removesuffix("m")) >= 40


def test_an_autoscaler_follows_the_load_within_its_bounds(scaled: Application) -> None:
    eventually(lambda: scaled.rests_at(1))

    # With the sidecar's 20m it makes 280m, of which a pod is to have 100m.
    scaled.carries("260m")
    eventually(lambda: scaled.rests_at(3))
    assert scaled.shares() == ["87m"] * 3

    scaled.carries("100")
    eventually(lambda: scaled.rests_at(MOST))

    scaled.carries("-")
    eventually(lambda: scaled.rests_at(1))


class Pods:
    """An API with one Deployment and some pods, as the joint sees it."""

    def __init__(self, load_label: str | None, *pods: Json) -> None:
        self._load = load_label
        self.pods = pods

    def items(self, path: str, labelSelector: str = "") -> list[Json]:  # noqa: N803 - the API's
        """Return what has a label."""
        if path.endswith("/deployments"):
            metadata = {"name": NAME, "namespace": NAME, "labels": {CORES: self._load}}
            return [DEPLOYMENT | {"metadata": metadata}] if self._load else []
        key = labelSelector.partition("=")[0]
        return [pod for pod in self.pods if key in pod["metadata"]["labels"]]

    def patch(self, path: str, body: Json) -> None:
        """Write a label."""
        for pod in self.pods:
            if path == f"/api/v1/namespaces/{NAME}/pods/{pod['metadata']['name']}":
                pod["metadata"]["labels"] |= body["metadata"]["labels"]

    def shares(self) -> list[str | None]:
        """Return what each pod carries after a step."""
        load.follow(cast("Api", self))
        return [pod["metadata"]["labels"].get(CORES) for pod in self.pods]


def pod(name: str, *, ready: bool = True, carries: str | None = None, **metadata: str) -> Json:
    """Return a pod of the application."""
    labels = LABELS | ({CORES: carries} if carries else {})
    conditions = [{"type": "Ready", "status": str(ready)}]
    return {
        "metadata": {"name": name, "namespace": NAME, "labels": labels, **metadata},
        "spec": DEPLOYMENT["spec"]["template"]["spec"],
        "status": {"conditions": conditions},
    }


def test_the_ready_pods_share_the_load_evenly() -> None:
    assert Pods("2", pod("a"), pod("b"), pod("c", ready=False)).shares() == ["1000m", "1000m", None]


def test_a_pod_carries_no_more_than_its_limit() -> None:
    assert Pods("2.5", pod("a"), pod("b")).shares() == ["1000m", "1000m"]


def test_a_pod_that_ends_hands_its_share_to_the_others() -> None:
    ending = pod("b", carries="400m", deletionTimestamp="2026-01-01T00:00:00Z")
    assert Pods("0.8", pod("a", carries="400m"), ending).shares() == ["800m", None]


def test_pods_carry_nothing_once_their_application_is_not_loaded() -> None:
    assert Pods(None, pod("a", carries="2000m")).shares() == [None]


def test_a_load_that_is_no_number_of_cores_counts_as_none() -> None:
    assert Pods("much", pod("a", carries="2000m")).shares() == [None]


def test_the_sandbox_spreads_the_load_by_itself(
    joined: Joined, group: Callable[..., str], tmp_path: Path
) -> None:
    taint = {"key": "node", "value": "apps", "effect": "NO_SCHEDULE"}
    group("loaded", size=1, labels={"node": "apps"}, taints=[taint])
    manifest = tmp_path / "deployment.yaml"
    manifest.write_text(yaml.safe_dump(DEPLOYMENT), encoding="utf-8")
    joined.kubectl("create", f"--filename={manifest}")
    joined.kubectl("label", f"deployment/{NAME}", f"{CORES}=0.5")
    eventually(lambda: joined.kubectl("get", "pods", f"--selector={CORES}=500m")["items"])
    joined.kubectl("scale", f"deployment/{NAME}", "--replicas=0")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", Decimal(3)), ("0.5", Decimal("0.5")), ("1500m", Decimal("1.5")), ("3Gi", None)],
)
def test_a_quantity_is_cores_or_thousandths(text: str, expected: Decimal | None) -> None:
    assert load.cores(text) == expected
