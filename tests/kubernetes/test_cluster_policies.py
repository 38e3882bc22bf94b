"""What the API server holds for the whole cluster, on a real one: volumes and identities."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final
from uuid import uuid4

import pytest
import yaml

from config.kubernetes_names import IDENTITY_LABELS, identity_labels
from sandbox.kubernetes import ControlPlaneError, LocalControlPlane
from terraform_json.types import Json
from tests.patience import PATIENCE_SECONDS, eventually

LISTED: Final = "listed"
WEBHOOK: Final = {
    "apiVersion": "admissionregistration.k8s.io/v1",
    "kind": "MutatingWebhookConfiguration",
    "metadata": {"name": "pod-identity-webhook"},
    "webhooks": [],
}
IDENTITY: Final = {
    "name": "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "value": "http://169.254.170.23/v1/credentials",
}


def name(kind: str) -> str:
    """Return a name that nothing has."""
    return f"{kind}-{uuid4().hex[:8]}"


def labelled(cluster: LocalControlPlane, kind: str, **labels: str) -> str:
    """Return the name of a new namespace with labels."""
    metadata = {"name": name(kind), "labels": labels}
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
    cluster.run("kubectl", "create", "--filename=-", stdin=yaml.safe_dump(namespace))
    return str(metadata["name"])


def create(cluster: LocalControlPlane, manifest: Mapping[str, object]) -> None:
    """Create an object."""
    cluster.run("kubectl", "create", "--filename=-", stdin=yaml.safe_dump(dict(manifest)))


@pytest.fixture(scope="module")
def policies(control_plane: LocalControlPlane) -> Iterator[str]:
    """Install the policies; return the namespace that ends after the volumes."""
    namespace = labelled(control_plane, "volumes")
    values = {
        "volumes": {"namespace": namespace},
        "podIdentity": {"labels": IDENTITY_LABELS, "serviceAccounts": [f"default/{LISTED}"]},
    }
    command = ("upgrade", "--install", "cluster-policies", "helm/cluster-policies", "--values=-")
    where = "--namespace=kube-system"
    control_plane.run("helm", *command, where, stdin=yaml.safe_dump(values))
    yield namespace
    control_plane.run("helm", "uninstall", "cluster-policies", where)
    control_plane.run("kubectl", "delete", "namespace", namespace, "--ignore-not-found")


OF_THE_DRIVER = {"csi": {"driver": "ebs.csi.aws.com", "volumeHandle": "vol-1"}}
# As the StorageClass gp2 made them, which older clusters have.
IN_TREE = {"awsElasticBlockStore": {"volumeID": "vol-1"}}
OF_ANOTHER = {"csi": {"driver": "efs.csi.aws.com", "volumeHandle": "fs-1"}}


def volume(cluster: LocalControlPlane, source: Json, policy: str) -> str:
    """Return the name of a new volume that is released, as its claim is gone."""
    made = name("volume")
    spec = {
        "capacity": {"storage": "1Gi"},
        "accessModes": ["ReadWriteOnce"],
        "persistentVolumeReclaimPolicy": policy,
        "claimRef": {"namespace": "monitoring", "name": "prometheus", "uid": "gone"},
        **source,
    }
    manifest = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": made}}
    create(cluster, manifest | {"spec": spec})
    return made


@pytest.fixture
def kept(control_plane: LocalControlPlane) -> Iterator[list[str]]:
    """Return volumes that nobody waits for: one that is to be kept, and one of another driver."""
    made = [
        volume(control_plane, OF_THE_DRIVER, "Retain"),
        volume(control_plane, OF_ANOTHER, "Delete"),
    ]
    yield made
    control_plane.run("kubectl", "delete", "persistentvolume", *made)


def why_it_stays(cluster: LocalControlPlane, namespace: str) -> str:
    """Return what holds up the end of a namespace."""
    answer = cluster.run("kubectl", "get", "namespace", namespace, "--output=json")
    conditions = json.loads(answer)["status"].get("conditions", ())
    return " ".join(each["message"] for each in conditions if each["status"] == "True")


def protected(cluster: LocalControlPlane, namespace: str) -> bool:
    """Return whether what keeps a namespace from ending cannot be deleted."""
    target = ("configmap", "kube-root-ca.crt", f"--namespace={namespace}")
    try:
        cluster.run("kubectl", "delete", *target, "--dry-run=server")
    except ControlPlaneError as error:
        return "is not deleted yet" in str(error)
    return False


def test_the_namespace_ends_when_the_last_volume_that_is_to_go_has_gone(
    control_plane: LocalControlPlane, policies: str, kept: list[str]
) -> None:
    del kept
    older = volume(control_plane, IN_TREE, "Delete")
    eventually(partial(protected, control_plane, policies))
    control_plane.run("kubectl", "delete", "persistentvolume", older)
    going = volume(control_plane, OF_THE_DRIVER, "Delete")
    eventually(partial(protected, control_plane, policies))
    control_plane.run("kubectl", "delete", "namespace", policies, "--wait=false")
    said = f"the volume {going} of the claim monitoring/prometheus is not deleted yet"
    eventually(lambda: said in why_it_stays(control_plane, policies))
    control_plane.run("kubectl", "delete", "persistentvolume", going)
    gone = ("--for=delete", f"namespace/{policies}", f"--timeout={PATIENCE_SECONDS}s")
    control_plane.run("kubectl", "wait", *gone)


def pod(account: str, *variables: Json) -> Json:
    """Return a pod of a service account."""
    container = {"name": "app", "image": "registry.example.com/app", "env": list(variables)}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name("pod")},
        "spec": {"serviceAccountName": account, "containers": [container]},
    }


def refusal(cluster: LocalControlPlane, namespace: str, manifest: Json) -> str:
    """Return why the API server refuses an object; nothing if it does not."""
    command = ("create", f"--namespace={namespace}", "--dry-run=server", "--filename=-")
    try:
        cluster.run("kubectl", *command, stdin=yaml.safe_dump(manifest))
    except ControlPlaneError as error:
        return str(error)
    return ""


@pytest.fixture(scope="module")
def shop(control_plane: LocalControlPlane, policies: str) -> Iterator[str]:
    """Return the namespace of an application whose pods have an identity."""
    del policies
    namespace = labelled(control_plane, "shop", **identity_labels(["shop"]))
    for account, where in (("shop", namespace), ("other", namespace), (LISTED, "default")):
        control_plane.run("kubectl", "create", "serviceaccount", account, f"--namespace={where}")
    yield namespace
    control_plane.run("kubectl", "delete", "serviceaccount", LISTED)
    control_plane.run("kubectl", "delete", "namespace", namespace, "--wait=false")


@pytest.fixture
def webhook(control_plane: LocalControlPlane, shop: str) -> Iterator[None]:
    """Play EKS: its webhook is there, and knows no association yet."""
    create(control_plane, WEBHOOK)
    eventually(lambda: refusal(control_plane, shop, pod("shop")))
    yield
    control_plane.run(
        "kubectl",
        "delete",
        "mutatingwebhookconfiguration",
        "pod-identity-webhook",
        "--ignore-not-found",
    )


@pytest.mark.usefixtures("webhook")
def test_a_pod_is_refused_until_it_has_its_identity(
    control_plane: LocalControlPlane, shop: str
) -> None:
    why = refusal(control_plane, shop, pod("shop"))
    assert "EKS does not know yet which role the service account shop has" in why
    assert refusal(control_plane, shop, pod("shop", IDENTITY)) == ""


@pytest.mark.usefixtures("webhook")
def test_pods_of_listed_service_accounts_are_held_to_the_same(
    control_plane: LocalControlPlane,
) -> None:
    assert "the service account listed has" in refusal(control_plane, "default", pod(LISTED))


@pytest.mark.usefixtures("webhook")
def test_pods_without_an_identity_are_nobodys_business(
    control_plane: LocalControlPlane, shop: str
) -> None:
    assert refusal(control_plane, shop, pod("other")) == ""
    assert refusal(control_plane, "default", pod("default")) == ""


def test_pods_start_where_nobody_gives_identities(
    control_plane: LocalControlPlane, shop: str
) -> None:
    eventually(lambda: refusal(control_plane, shop, pod("shop")) == "")


@pytest.mark.usefixtures("webhook")
def test_a_deployment_starts_by_itself_once_its_identity_is_known(
    control_plane: LocalControlPlane, shop: str
) -> None:
    labels = {"app": "shop"}
    placed = {"nodeSelector": {"node": "apps"}, "tolerations": [{"key": "node", "value": "apps"}]}
    template = {"metadata": {"labels": labels}, "spec": pod("shop")["spec"] | placed}
    create(
        control_plane,
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "shop", "namespace": shop},
            "spec": {"replicas": 3, "selector": {"matchLabels": labels}, "template": template},
        },
    )
    where = ("deployment/shop", f"--namespace={shop}", f"--timeout={PATIENCE_SECONDS}s")
    control_plane.run("kubectl", "wait", *where, "--for=condition=ReplicaFailure")
    control_plane.run("kubectl", "delete", "mutatingwebhookconfiguration", "pod-identity-webhook")
    control_plane.run("kubectl", "wait", *where, "--for=condition=Available")
