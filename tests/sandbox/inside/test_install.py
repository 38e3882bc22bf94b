"""How a stack's objects and releases are told to the API and helm.

tests/kubernetes installs them.
"""

import pytest

from sandbox.inside.install import inside_in_order, stated_in
from sandbox.kubernetes.manifests import manifest
from terraform_json.templates import Expression
from terraform_json.types import Json
from terraform_json.values import as_written, resolved

STACK: Json = {
    "resource": {
        "aws_iam_role": {"pods": {"name": "shop-pods"}},
        "helm_release": {
            "shop": {"name": "shop", "depends_on": ["aws_eks_addon.dns"]},
            "rules": {"name": "rules"},
        },
        "aws_eks_addon": {"dns": {"depends_on": ["helm_release.rules"]}},
        "kubernetes_namespace_v1": {"shop": {"metadata": {"name": "${local.name}"}}},
    },
    "locals": {"name": "shop"},
}


def value(text: str) -> object:
    """Return the value of a template in the stack; what is outside stays as it is written."""
    return resolved(text, stated_in(STACK, as_written))


def test_only_what_is_inside_the_cluster_is_installed() -> None:
    assert {address for address, _ in inside_in_order(STACK)} == {
        "helm_release.shop",
        "helm_release.rules",
        "kubernetes_namespace_v1.shop",
    }


def test_what_is_needed_through_something_outside_the_cluster_comes_first() -> None:
    order = [address for address, _ in inside_in_order(STACK)]
    assert order.index("helm_release.rules") < order.index("helm_release.shop")


def test_what_the_stack_states_is_taken_from_it() -> None:
    assert value("${aws_iam_role.pods.name}") == "shop-pods"


def test_what_the_stack_states_by_a_reference_is_followed() -> None:
    def local(expression: Expression) -> str:
        return {"local.name": "shop"}[expression.text]

    text = "${kubernetes_namespace_v1.shop.metadata[0].name}"
    assert resolved(text, stated_in(STACK, local)) == "shop"


@pytest.mark.parametrize(
    "text", ["${aws_iam_role.pods.arn}", "${upper(aws_iam_role.pods.name)}", "${data.a_b.c.name}"]
)
def test_all_else_is_asked_for(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize(
    ("address", "resource", "expected"),
    [
        (
            "kubernetes_storage_class_v1.gp3",
            {
                "//": {"metadata": {}},
                "metadata": {"name": "gp3", "annotations": {"is_default": "true"}},
                "storage_provisioner": "ebs.csi.aws.com",
                "volume_binding_mode": "WaitForFirstConsumer",
                "parameters": {"encrypted_at": "rest"},
                "depends_on": ["aws_eks_addon.dns"],
            },
            {
                "apiVersion": "storage.k8s.io/v1",
                "kind": "StorageClass",
                "metadata": {"name": "gp3", "annotations": {"is_default": "true"}},
                "provisioner": "ebs.csi.aws.com",
                "volumeBindingMode": "WaitForFirstConsumer",
                "parameters": {"encrypted_at": "rest"},
            },
        ),
        (
            "kubernetes_network_policy_v1.dns",
            {"spec": {"egress": [{"ports": [{"port": "53"}, {"port": "http"}]}]}},
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "NetworkPolicy",
                "spec": {"egress": [{"ports": [{"port": 53}, {"port": "http"}]}]},
            },
        ),
        (
            "kubernetes_ingress_v1.all",
            {
                "wait_for_load_balancer": True,
                "spec": {"rule": [{"http": {"path": [{"path": "/", "path_type": "Prefix"}]}}]},
            },
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "Ingress",
                "spec": {"rules": [{"http": {"paths": [{"path": "/", "pathType": "Prefix"}]}}]},
            },
        ),
    ],
)
def test_a_resource_becomes_the_manifest_that_the_provider_would_send(
    address: str, resource: Json, expected: Json
) -> None:
    assert manifest(address, resource, as_written) == expected
