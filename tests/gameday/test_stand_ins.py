"""What stands in for a chart of others, as the API takes it."""

from typing import Any

import pytest

from gameday.platform import handed_over
from gameday.stand_ins import of_operators, stand_ins
from resilience.model.manifests import Manifests, deployment
from resilience.model.pods import Origin
from terraform_json.templates import Expression, parts_of
from terraform_json.types import Json

LABELS = {"app": "shop"}
POD: Json = {
    "nodeSelector": {"node": "infrastructure"},
    "affinity": None,
    "containers": [{"resources": {"requests": {"cpu": "50m", "memory": None}}}],
}


def applied(*objects: Json, flags: tuple[str, ...] = ()) -> dict[str, Json]:
    """Return what is applied for some objects, by its kind."""
    source = Manifests(release="r", namespace="shop", origin=Origin.TABLE, objects=objects)
    return {each["kind"]: each for each in stand_ins(source, flags)}


def controller(kind: str = "Deployment", name: str = "shop", **more: Any) -> Json:  # noqa: ANN401 - of a field
    """Return the manifest of a controller of three pods."""
    return deployment(kind, name, labels=LABELS, pod=POD, **{"replicas": 3} | more)


def test_a_pod_is_placed_as_the_manifest_says_and_lacks_what_is_null() -> None:
    spec = applied(controller())["Deployment"]["spec"]
    pod = spec["template"]["spec"]
    assert (spec["replicas"], spec["selector"]) == (3, {"matchLabels": LABELS})
    assert pod["nodeSelector"] == POD["nodeSelector"]
    assert "affinity" not in pod
    assert pod["containers"][0]["resources"] == {"requests": {"cpu": "50m"}}


def test_a_workload_with_an_autoscaler_keeps_its_fewest_pods() -> None:
    target = {"kind": "Deployment", "name": "shop"}
    scaler = {
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "shop"},
        "spec": {"scaleTargetRef": target, "minReplicas": 2, "maxReplicas": 9},
    }
    found = applied(controller(), scaler)
    assert found.keys() == {"Deployment"}
    assert found["Deployment"]["spec"]["replicas"] == 2


def test_the_pods_of_a_stateful_set_have_a_volume_each() -> None:
    spec = applied(controller("StatefulSet", volumes=True))["StatefulSet"]["spec"]
    (claim,) = spec["volumeClaimTemplates"]
    assert claim["spec"]["accessModes"] == ["ReadWriteOnce"]


def test_of_a_budget_only_the_budget_is_left() -> None:
    budget = {
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "shop"},
        "spec": {"enabled": True, "minAvailable": 2, "selector": {"matchLabels": LABELS}},
    }
    spec = applied(budget)["PodDisruptionBudget"]["spec"]
    assert spec == {"minAvailable": 2, "selector": {"matchLabels": LABELS}}


def test_the_simulated_autoscaler_reads_the_flags_of_the_platform() -> None:
    flags = ("--balance-similar-node-groups=true",)
    found = applied(controller(name="cluster-autoscaler"), flags=flags)["Deployment"]
    (container,) = found["spec"]["template"]["spec"]["containers"]
    assert container["args"] == list(flags)


def test_of_a_chart_that_is_installed_only_what_its_operator_would_make_is_applied() -> None:
    prometheus = {
        "kind": "Prometheus",
        "metadata": {"name": "k8s"},
        "spec": {"replicas": 2, "storage": {"volumeClaimTemplate": {"spec": {}}}},
    }
    source = Manifests(
        release="r", namespace="shop", origin=Origin.RENDERED, objects=(prometheus, controller())
    )
    (made,) = stand_ins(of_operators(source))
    assert made["metadata"] == {"name": "prometheus-k8s", "namespace": "shop"}
    assert made["spec"]["replicas"] == 2
    assert len(made["spec"]["volumeClaimTemplates"]) == 1


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("${aws_iam_role.one.arn}", "arn:aws:iam::"),
        ("${data.terraform_remote_state.db.outputs.master_secret_arn}", "arn:aws:secretsmanager:"),
        ("${data.terraform_remote_state.db.outputs.port}", "5432"),
        ("${data.terraform_remote_state.net.outputs.vpc_cidr_block}", "10.0.0.0/16"),
        ("${aws_eks_cluster.one.name}", "aws_eks_cluster-one-name"),
    ],
)
def test_what_aws_hands_over_has_the_form_that_charts_ask_for(template: str, value: str) -> None:
    (expression,) = parts_of(template)
    assert isinstance(expression, Expression)
    assert handed_over(expression).startswith(value)
