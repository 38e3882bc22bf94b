"""What the API server lets into the namespaces of applications, and what it refuses."""

import json
from functools import partial

import pytest
import yaml

from config.kubernetes_names import APPLICATION_LABELS
from config.platform import load_platform
from sandbox.joints.load import CORES
from sandbox.kubernetes import ControlPlaneError
from terraform_json.types import Json
from tests.kubernetes.conftest import Inside
from tests.kubernetes.harmless import HARMLESS
from tests.kubernetes.hostile import EDITOR, HOSTILE, Hostile
from tests.kubernetes.objects import NAMESPACE, bounded, budget, network_policy, pod
from tests.patience import PATIENCE_SECONDS, eventually

APPLICATION_NAMES = [each.name for each in load_platform("staging").applications]
EDITS = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRoleBinding",
    "metadata": {"name": "editors"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "editors"},
    "subjects": [
        {"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "editors"},
        {"kind": "ServiceAccount", "name": "external-secrets", "namespace": "external-secrets"},
    ],
}
# More than EKS's policy for editors gives, so that it is the policies that refuse.
EDITORS = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "editors"},
    "rules": [
        {
            "apiGroups": [
                "",
                "apps",
                "argoproj.io",
                "autoscaling",
                "batch",
                "networking.k8s.io",
                "policy",
            ],
            "resources": ["*"],
            "verbs": ["create", "delete", "deletecollection", "get", "list", "patch", "update"],
        }
    ],
}


def answer(inside: Inside, manifest: Json, *user: str) -> str:
    """Return why the API server refuses an object; nothing if it does not."""
    options = ("--dry-run=server", "--filename=-", *user)
    try:
        inside.cluster.run("kubectl", "create", *options, stdin=yaml.safe_dump(manifest))
    except ControlPlaneError as error:
        return str(error)
    return ""


def refused(inside: Inside, *command: str, stdin: str = "") -> str:
    """Return why the API server refuses a command of kubectl in the namespace; nothing if not."""
    try:
        inside.cluster.run("kubectl", *command, f"--namespace={NAMESPACE}", stdin=stdin)
    except ControlPlaneError as error:
        return str(error)
    return ""


def _refused(inside: Inside, policy: str, manifest: Json) -> bool:
    return names_one_of(policy, answer(inside, manifest))


def names_one_of(policies: str, refusal: str) -> bool:
    """Return whether a refusal names a policy, of those that have a bar between them."""
    return any(f"'application-{policy}'" in refusal for policy in policies.split(" | "))


@pytest.fixture(scope="module")
def guarded(inside: Inside) -> Inside:
    """Return the inside of the cluster once every policy has taken effect."""
    inside.cluster.run(
        "kubectl", "apply", "--filename=-", stdin=yaml.safe_dump_all([EDITORS, EDITS])
    )
    for policy, hostile in {
        each.policy: each for each in HOSTILE.values() if not each.user
    }.items():
        eventually(partial(_refused, inside, policy, hostile.manifest))
    return inside


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_is_refused_by_the_policy_that_is_meant(
    guarded: Inside, hostile: Hostile
) -> None:
    refusal = answer(guarded, hostile.manifest, *hostile.user)
    assert names_one_of(hostile.policy, refusal)
    assert any(message in refusal for message in hostile.message.split(" | "))


@pytest.mark.parametrize("manifest", HARMLESS.values(), ids=HARMLESS)
def test_what_it_is_made_of_is_accepted(guarded: Inside, manifest: Json) -> None:
    assert answer(guarded, manifest) == ""


@pytest.mark.parametrize("name", APPLICATION_NAMES)
def test_the_objects_of_every_release_pass(guarded: Inside, name: str) -> None:
    manifests = guarded.cluster.run("helm", "get", "manifest", name, f"--namespace={name}")
    hooks = guarded.cluster.run("helm", "get", "hooks", name, f"--namespace={name}")
    for text in (manifests, hooks):
        options = ("--server-side", "--force-conflicts", "--dry-run=server", "--filename=-")
        guarded.cluster.run("kubectl", "apply", *options, f"--namespace={name}", stdin=text)


@pytest.mark.parametrize("kind", ["deployments", "pods"])
def test_the_sandbox_may_load_an_application(guarded: Inside, kind: str) -> None:
    label = (kind, "--all", f"{CORES}=2", "--dry-run=server")
    assert "labeled" in guarded.cluster.run("kubectl", "label", "--namespace=app1", *label)


def test_a_release_can_be_tested(guarded: Inside) -> None:
    tested = guarded.cluster.run("helm", "test", "app1", "--namespace=app1")
    assert "Phase:          Succeeded" in tested


@pytest.mark.parametrize(
    "kind",
    [
        "horizontalpodautoscalers",
        "limitranges",
        "networkpolicies",
        "poddisruptionbudgets",
        "resourcequotas",
        "secrets",
    ],
)
@pytest.mark.parametrize("which", ["one", "all"])
def test_what_protects_others_is_not_for_an_editor_to_delete(
    guarded: Inside, kind: str, which: str
) -> None:
    (first, *_) = guarded.get(kind, f"--namespace={NAMESPACE}")["items"]
    target = first["metadata"]["name"] if which == "one" else "--all"
    refusal = refused(guarded, "delete", kind, target, "--dry-run=server", *EDITOR)
    assert "'application-deletions'" in refusal
    assert f"{kind} of an application are for the platform to delete" in refusal
    assert refused(guarded, "delete", kind, target, "--dry-run=server") == ""


@pytest.mark.parametrize(
    ("asked", "policy", "message"),
    [
        (("scale", f"deployment/{NAMESPACE}", "--replicas=101"), "scaling", "100 replicas"),
        (
            ("delete", "pods", "--all", "--grace-period=841"),
            "deletions",
            "840 seconds to end at most",
        ),
        (
            ("patch", f"hpa/{NAMESPACE}", '--patch={"spec":{"minReplicas":1}}'),
            "scaling",
            "its least replicas are not lowered",
        ),
        (
            ("patch", f"pdb/{NAMESPACE}", '--patch={"spec":{"minAvailable":99}}', "--type=merge"),
            "kinds",
            "are for the platform to make and to change",
        ),
    ],
)
def test_what_is_there_is_not_changed_to_harm_others(
    guarded: Inside, asked: tuple[str, ...], policy: str, message: str
) -> None:
    refusal = refused(guarded, *asked, "--dry-run=server", *EDITOR)
    assert f"'application-{policy}'" in refusal
    assert message in refusal


@pytest.mark.parametrize("resource", ["memory", "ephemeral-storage"])
def test_no_container_is_without_a_bound(guarded: Inside, resource: str) -> None:
    refusal = answer(guarded, pod(containers=[bounded(**{resource: "0"})]))
    assert f"minimum {resource} usage per Container is" in refusal


def test_an_editor_gives_no_pod_to_a_node(guarded: Inside) -> None:
    target = {"apiVersion": "v1", "kind": "Node", "name": "node-1"}
    manifest = {
        "apiVersion": "v1",
        "kind": "Binding",
        "metadata": {"name": "a", "namespace": NAMESPACE},
        "target": target,
    }
    path = f"/api/v1/namespaces/{NAMESPACE}/pods/a/binding"
    refusal = refused(
        guarded, "create", f"--raw={path}", "--filename=-", *EDITOR, stdin=json.dumps(manifest)
    )
    assert "'application-kinds'" in refusal
    assert "/pods/binding are of a kind" in refusal


@pytest.mark.parametrize(
    "asked",
    [
        ("scale", f"deployment/{NAMESPACE}", "--replicas=9"),
        ("delete", "pods", "--all"),
        ("delete", "pods", "--all", "--grace-period=0", "--force"),
        ("delete", f"deployment/{NAMESPACE}"),
        ("delete", "cronjobs", "--all"),
        ("patch", f"hpa/{NAMESPACE}", '--patch={"spec":{"minReplicas":9}}'),
    ],
)
def test_an_editor_still_cares_for_its_application(guarded: Inside, asked: tuple[str, ...]) -> None:
    assert refused(guarded, *asked, "--dry-run=server", *EDITOR) == ""


def test_a_namespace_goes_with_all_that_is_in_it(guarded: Inside) -> None:
    namespace = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": "goes", "labels": APPLICATION_LABELS},
    }
    inside_it = [network_policy(policyTypes=["Ingress"]), budget(maxUnavailable=1)]
    for each in inside_it:
        each["metadata"]["namespace"] = "goes"
    guarded.cluster.run(
        "kubectl", "apply", "--filename=-", stdin=yaml.safe_dump_all([namespace, *inside_it])
    )
    guarded.cluster.run("kubectl", "delete", "namespace", "goes", f"--timeout={PATIENCE_SECONDS}s")


def test_kubernetes_itself_goes_on_working(guarded: Inside) -> None:
    namespace = f"--namespace={NAMESPACE}"
    guarded.cluster.run("kubectl", "rollout", "restart", f"deployment/{NAMESPACE}", namespace)
    guarded.cluster.run("kubectl", "rollout", "status", f"deployment/{NAMESPACE}", namespace)
    for kind in ("endpointslices", "replicasets", "configmaps/kube-root-ca.crt"):
        guarded.cluster.run("kubectl", "get", kind, namespace)
    guarded.cluster.run("kubectl", "delete", "pod", "--all", "--wait=false", namespace)
    guarded.cluster.run("kubectl", "rollout", "status", f"deployment/{NAMESPACE}", namespace)


def test_other_namespaces_are_left_alone(guarded: Inside) -> None:
    for hostile in HOSTILE.values():
        manifest = json.loads(json.dumps(hostile.manifest))
        if hostile.policy != "bindings":
            manifest["metadata"]["namespace"] = "default"
            assert "ValidatingAdmissionPolicy" not in answer(guarded, manifest)


def test_external_secrets_writes_the_applications_secrets(guarded: Inside) -> None:
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": NAMESPACE, "namespace": NAMESPACE},
    }
    user = "--as=system:serviceaccount:external-secrets:external-secrets"
    assert answer(guarded, secret, user) == ""
    assert "application-secrets" in answer(guarded, secret, *EDITOR)


def test_the_api_server_understands_every_expression(guarded: Inside) -> None:
    def unread() -> list[str]:
        policies = guarded.get("validatingadmissionpolicies")["items"]
        return [
            each["metadata"]["name"] for each in policies if "typeChecking" not in each["status"]
        ]

    eventually(lambda: not unread())
    for policy in guarded.get("validatingadmissionpolicies")["items"]:
        warnings = policy["status"]["typeChecking"].get("expressionWarnings", [])
        assert warnings == [], policy["metadata"]["name"]
