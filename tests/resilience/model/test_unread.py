import pytest

from resilience.model.unread import unread


@pytest.mark.parametrize(
    "kind", ["kubernetes_deployment_v1", "kubernetes_daemonset", "kubernetes_manifest"]
)
def test_pods_that_terraform_makes_itself_are_unknown(kind: str) -> None:
    (unknown,) = unread({"k8s": {"resource": {kind: {"shop": {}}}}})
    assert unknown.subject == f"k8s:{kind}.shop"


@pytest.mark.parametrize("kind", ["kubernetes_ingress_v1", "helm_release", "aws_eks_addon"])
def test_what_makes_no_pods_by_itself_is_not(kind: str) -> None:
    assert list(unread({"k8s": {"resource": {kind: {"shop": {}}}}})) == []
