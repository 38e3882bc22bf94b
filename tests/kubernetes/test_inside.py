"""Everything inside the cluster, on a real Kubernetes API."""

import pytest

from config.addons.load import addon_pins
from config.platform import load_platform
from tests.kubernetes.conftest import Inside
from tests.patience import PATIENCE_SECONDS

PINS = addon_pins()

APPLICATION_NAMES = [each.name for each in load_platform("staging").applications]
OWN = {
    "admission-policies",
    "alerts",
    "cluster-policies",
    "dashboards",
    "database-provisioning",
    "nginx-disruption-budget",
    "secret-store",
}
ENFORCE = "pod-security.kubernetes.io/enforce"


def test_every_release_of_ours_is_installed(inside: Inside) -> None:
    assert set(inside.releases.releases) == {*OWN, *APPLICATION_NAMES}


def test_only_charts_of_others_are_left_out(inside: Inside) -> None:
    assert set(inside.releases.left_out) == set(PINS)


def test_databases_come_before_the_applications_that_use_them(inside: Inside) -> None:
    order = inside.releases.releases
    assert order.index("secret-store") < order.index("database-provisioning")
    assert order.index("database-provisioning") < order.index("backend")


@pytest.mark.parametrize("name", APPLICATION_NAMES)
def test_the_api_server_is_told_what_to_refuse_before_an_application_comes(
    inside: Inside, name: str
) -> None:
    assert inside.releases.releases.index("admission-policies") < inside.releases.releases.index(
        name
    )


@pytest.mark.parametrize("name", APPLICATION_NAMES)
def test_an_application_has_a_quota_that_counts_its_pods(inside: Inside, name: str) -> None:
    (quota,) = inside.get("resourcequotas", f"--namespace={name}")["items"]
    assert quota["status"]["hard"]["pods"] == "200"
    assert int(quota["status"]["used"]["pods"]) >= 1
    (limits,) = inside.get("limitranges", f"--namespace={name}")["items"]
    assert limits["spec"]["limits"][0]["max"] == {"memory": "32Gi", "ephemeral-storage": "32Gi"}


@pytest.mark.parametrize("name", APPLICATION_NAMES)
def test_an_application_is_ready(inside: Inside, name: str) -> None:
    # The autoscaler may only now be making its minimum of pods.
    where = (f"deployment/{name}", f"--namespace={name}", f"--timeout={PATIENCE_SECONDS}s")
    inside.cluster.run("kubectl", "wait", *where, "--for=condition=Available")


def test_the_script_has_run_where_the_database_is_reached(inside: Inside) -> None:
    (job,) = inside.get("jobs", "--namespace=database-provisioning")["items"]
    assert job["status"]["succeeded"] == 1


def test_the_backend_knows_its_database(inside: Inside) -> None:
    deployment = inside.get("deployment", "backend", "--namespace=backend")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    variables = {each["name"]: each.get("value") for each in container["env"]}
    assert (variables["PGPORT"], variables["PGUSER"]) == ("5432", "backend")


def test_every_namespace_of_ours_holds_its_pods_to_a_standard(inside: Inside) -> None:
    found = {
        each["metadata"]["name"]: each["metadata"]["labels"].get(ENFORCE)
        for each in inside.get("namespaces")["items"]
    }
    theirs = {"default", "kube-node-lease", "kube-public", "kube-system"}
    ours = {name: standard for name, standard in found.items() if name not in theirs}
    assert {name for name, standard in ours.items() if standard == "privileged"} == {"logging"}
    assert set(ours.values()) == {"privileged", "restricted"}


def test_every_namespace_of_ours_denies_what_is_not_allowed(inside: Inside) -> None:
    policies = inside.get("networkpolicies", "--all-namespaces")["items"]
    denied = {
        each["metadata"]["namespace"]
        for each in policies
        if each["metadata"]["name"] == "default-deny"
        and each["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    }
    namespaces = {
        each["metadata"]["name"]
        for each in inside.get("namespaces")["items"]
        if ENFORCE in each["metadata"]["labels"]
    }
    assert denied == namespaces


def test_pods_without_a_class_get_that_of_applications(inside: Inside) -> None:
    pods = inside.get("pods", "--namespace=app1")["items"]
    assert {pod["spec"]["priorityClassName"] for pod in pods} == {"platform-applications"}


def test_the_load_balancer_leads_to_nginx(inside: Inside) -> None:
    ingress = inside.get("ingress", "load-balancer", "--namespace=nginx-ingress")
    (first, _) = ingress["spec"]["rules"]
    (path,) = first["http"]["paths"]
    assert path["backend"]["service"]["name"] == "nginx-ingress-controller"
