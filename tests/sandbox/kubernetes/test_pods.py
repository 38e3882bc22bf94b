import json
import time
from datetime import datetime

import pytest
import yaml

from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from sandbox.kubernetes.kubelet import NO_DIGEST, UNREACHABLE_LABEL
from sandbox.kubernetes.nodes import ZONES
from terraform_json.types import Json
from tests.patience import PATIENCE_SECONDS, eventually

LABELS = {"app": "web"}
ON_APPS = {
    "nodeSelector": {"node": "apps"},
    "tolerations": [{"key": "node", "value": "apps", "effect": "NoSchedule"}],
}
OVER_ZONES = {
    "topologySpreadConstraints": [
        {
            "topologyKey": "topology.kubernetes.io/zone",
            "maxSkew": 1,
            "whenUnsatisfiable": "DoNotSchedule",
            "labelSelector": {"matchLabels": LABELS},
        }
    ]
}


def pod_spec(**more: object) -> Json:
    """Return the specification of a pod that the `restricted` standard lets in."""
    return {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {
                "name": "web",
                "image": "web",
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "capabilities": {"drop": ["ALL"]},
                },
            }
        ],
        **more,
    }


def pod(spec: Json) -> Json:
    """Return a pod named `web`."""
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}


def deployment(replicas: int, spec: Json) -> Json:
    """Return a Deployment named `web`."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": LABELS},
            "template": {"metadata": {"labels": LABELS}, "spec": spec},
        },
    }


class Namespace:
    """What the tests do in one namespace."""

    def __init__(self, cluster: LocalControlPlane, name: str) -> None:
        self._cluster = cluster
        self._name = name

    def kubectl(self, *arguments: str, stdin: str = "") -> str:
        """Run kubectl in the namespace."""
        return self._cluster.run("kubectl", f"--namespace={self._name}", *arguments, stdin=stdin)

    def create(self, manifest: Json) -> None:
        """Create an object."""
        self.kubectl("create", "--filename=-", stdin=yaml.safe_dump(manifest))

    def get(self, *what: str) -> Json:
        """Read an object or a list of objects."""
        answer: Json = json.loads(self.kubectl("get", *what, "--output=json"))
        return answer

    def wait(self, condition: str, what: str) -> None:
        """Wait until a condition of an object holds."""
        self.kubectl("wait", f"--for={condition}", what, f"--timeout={PATIENCE_SECONDS}s")


@pytest.fixture
def space(control_plane: LocalControlPlane, namespace: str) -> Namespace:
    """Return the test's own namespace."""
    return Namespace(control_plane, namespace)


def test_a_deployment_becomes_ready_on_its_nodes_and_over_the_zones(
    control_plane: LocalControlPlane, space: Namespace
) -> None:
    space.create(deployment(3, pod_spec(**ON_APPS, **OVER_ZONES)))
    space.kubectl("rollout", "status", "deployment/web", f"--timeout={PATIENCE_SECONDS}s")

    nodes = json.loads(control_plane.run("kubectl", "get", "nodes", "--output=json"))["items"]
    labels = {node["metadata"]["name"]: node["metadata"]["labels"] for node in nodes}
    used = [labels[item["spec"]["nodeName"]] for item in space.get("pods")["items"]]
    assert sorted(node["topology.kubernetes.io/zone"] for node in used) == list(ZONES)
    assert {node["node"] for node in used} == {"apps"}


def test_a_pod_runs_before_it_is_ready(space: Namespace) -> None:
    space.create(pod(pod_spec(**ON_APPS)))
    space.wait("condition=Ready", "pod/web")

    status = space.get("pod", "web")["status"]
    ready = next(item for item in status["conditions"] if item["type"] == "Ready")
    delay = moment(ready["lastTransitionTime"]) - moment(status["startTime"])
    assert delay.total_seconds() >= 1


def test_pods_have_addresses_of_one_range_that_is_nobody_elses(space: Namespace) -> None:
    space.create(pod(pod_spec(**ON_APPS)))
    space.wait("condition=Ready", "pod/web")

    assert space.get("pod", "web")["status"]["podIP"].startswith("10.244.")


def test_the_init_containers_of_a_ready_pod_have_ended_and_its_sidecars_run(
    space: Namespace,
) -> None:
    container = pod_spec()["containers"][0]
    setup = container | {"name": "setup"}
    sidecar = container | {"name": "sidecar", "restartPolicy": "Always"}
    space.create(pod(pod_spec(**ON_APPS, initContainers=[setup, sidecar])))
    space.wait("condition=Ready", "pod/web")

    statuses = space.get("pod", "web")["status"]["initContainerStatuses"]
    assert [(item["name"], *item["state"]) for item in statuses] == [
        ("setup", "terminated"),
        ("sidecar", "running"),
    ]


def test_a_pod_whose_image_no_registry_has_is_placed_and_never_starts(space: Namespace) -> None:
    spec = pod_spec(**ON_APPS)
    spec["containers"][0]["image"] = f"web@{NO_DIGEST}"
    space.create(pod(spec))
    waiting = "{.status.containerStatuses[0].state.waiting.reason}"
    space.wait(f"jsonpath={waiting}=ImagePullBackOff", "pod/web")

    status = space.get("pod", "web")["status"]
    assert status["phase"] == "Pending"
    assert "True" not in [c["status"] for c in status["conditions"] if c["type"] == "Ready"]


def another_becomes_ready(space: Namespace) -> None:
    """Let a second pod become ready: so would one have that was to become ready before."""
    other = pod(pod_spec(**ON_APPS))
    other["metadata"]["name"] = "other"
    space.create(other)
    space.wait("condition=Ready", "pod/other")


def is_ready(space: Namespace) -> str:
    """Return what the pod's status says of its readiness."""
    conditions = space.get("pod", "web")["status"]["conditions"]
    (status,) = [each["status"] for each in conditions if each["type"] == "Ready"]
    return str(status)


def test_a_pod_of_which_nobody_hears_stays_unready_until_it_is_heard_of_again(
    space: Namespace,
) -> None:
    space.create(pod(pod_spec(**ON_APPS)))
    space.wait("condition=Ready", "pod/web")
    space.kubectl("label", "pod", "web", f"{UNREACHABLE_LABEL}=true")
    unready = json.dumps({"status": {"conditions": [{"type": "Ready", "status": "False"}]}})
    space.kubectl("patch", "pod", "web", "--subresource=status", f"--patch={unready}")
    another_becomes_ready(space)
    assert is_ready(space) == "False"

    space.kubectl("label", "pod", "web", f"{UNREACHABLE_LABEL}-")
    space.wait("condition=Ready", "pod/web")


def test_a_pod_of_which_nobody_hears_ends_once_it_is_heard_of_again(space: Namespace) -> None:
    space.create(pod(pod_spec(**ON_APPS)))
    space.wait("condition=Ready", "pod/web")
    space.kubectl("label", "pod", "web", f"{UNREACHABLE_LABEL}=true")
    space.kubectl("delete", "pod", "web", "--wait=false")
    another_becomes_ready(space)
    space.kubectl("delete", "pod", "other")
    assert "deletionTimestamp" in space.get("pod", "web")["metadata"]

    space.kubectl("label", "pod", "web", f"{UNREACHABLE_LABEL}-")
    space.kubectl("wait", "--for=delete", "pod/web", f"--timeout={PATIENCE_SECONDS}s")


def test_a_pod_without_toleration_finds_no_node(space: Namespace) -> None:
    space.create(pod(pod_spec()))
    space.wait("jsonpath={.status.conditions[0].reason}=Unschedulable", "pod/web")

    assert "untolerated taint" in space.get("pod", "web")["status"]["conditions"][0]["message"]


def test_a_pod_that_is_meant_to_end_succeeds_and_says_that_nothing_was_executed(
    space: Namespace,
) -> None:
    template = {"spec": pod_spec(restartPolicy="Never", **ON_APPS)}
    space.create(
        {
            "apiVersion": "batch/v1",
            "kind": "Job",
            "metadata": {"name": "once"},
            "spec": {"template": template},
        }
    )
    space.wait("condition=Complete", "job/once")

    status = space.get("pods")["items"][0]["status"]
    assert status["containerStatuses"][0]["state"]["terminated"]["reason"] == "NotExecuted"
    eventually(lambda: "NotExecuted" in {each["reason"] for each in space.get("events")["items"]})


def test_a_deleted_pod_ends_after_a_delay_and_before_its_grace_period(space: Namespace) -> None:
    space.create(pod(pod_spec(**ON_APPS, terminationGracePeriodSeconds=3600)))
    space.wait("condition=Ready", "pod/web")

    start = time.monotonic()
    space.kubectl("delete", "pod/web", f"--timeout={PATIENCE_SECONDS}s")

    assert time.monotonic() - start >= 1
    assert space.get("pods")["items"] == []


def test_a_pod_of_the_host_network_can_be_a_services_endpoint(
    control_plane: LocalControlPlane, namespace: str, space: Namespace
) -> None:
    enforce = "pod-security.kubernetes.io/enforce=privileged"
    control_plane.run("kubectl", "label", "--overwrite", "namespace", namespace, enforce)
    space.create(deployment(1, pod_spec(**ON_APPS, hostNetwork=True)))
    space.kubectl("expose", "deployment/web", "--port=80")

    def has_endpoint() -> bool:
        return any(item["endpoints"] for item in space.get("endpointslices")["items"])

    eventually(has_endpoint)


def test_a_service_has_a_loopback_address(space: Namespace) -> None:
    space.kubectl("create", "service", "clusterip", "web", "--tcp=80")

    assert space.get("service", "web")["spec"]["clusterIP"].startswith("127.100.")


def test_a_restricted_namespace_refuses_a_privileged_pod(space: Namespace) -> None:
    spec = pod_spec()
    spec["containers"][0]["securityContext"] = {"privileged": True}

    with pytest.raises(ControlPlaneError, match=r'violates PodSecurity "restricted:latest"'):
        space.create(pod(spec))


def test_a_webhook_that_nobody_answers_blocks_nothing(
    control_plane: LocalControlPlane, namespace: str, space: Namespace
) -> None:
    webhook = {
        "name": "nobody.tests.example.com",
        "admissionReviewVersions": ["v1"],
        "sideEffects": "None",
        "failurePolicy": "Fail",
        "clientConfig": {"service": {"namespace": namespace, "name": "nobody"}},
        "rules": [
            {
                "apiGroups": [""],
                "apiVersions": ["v1"],
                "operations": ["CREATE"],
                "resources": ["configmaps"],
            }
        ],
        # Should it block, then only here.
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}},
    }
    for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
        manifest = {
            "apiVersion": "admissionregistration.k8s.io/v1",
            "kind": kind,
            "metadata": {"name": namespace},
            "webhooks": [webhook],
        }
        control_plane.run("kubectl", "create", "--filename=-", stdin=yaml.safe_dump(manifest))

    space.kubectl("create", "configmap", "anything")


def test_the_kubernetes_service_points_nowhere(control_plane: LocalControlPlane) -> None:
    answer = control_plane.run("kubectl", "get", "endpointslices", "--namespace=default")

    assert answer == ""


def test_a_service_account_may_do_only_what_a_role_allows(space: Namespace) -> None:
    with pytest.raises(ControlPlaneError, match="cannot list resource"):
        space.kubectl("get", "secrets", "--as=system:serviceaccount:default:default")


def moment(timestamp: str) -> datetime:
    """Return the moment of a Kubernetes timestamp, which has whole seconds."""
    return datetime.fromisoformat(timestamp)
