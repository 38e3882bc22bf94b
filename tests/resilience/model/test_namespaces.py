from typing import Any

import pytest

from config.room import Room
from resilience.model.namespaces import Namespaces, refused
from resilience.model.quotas import Quota
from resilience.model.requests import asked_by
from terraform_json.order import Part
from terraform_json.types import Json
from tests.resilience.models import workload

NAMESPACE: Json = {"shop": {"metadata": {"name": "shops"}}}
REFERENCE = "${kubernetes_namespace_v1.shop.metadata[0].name}"
QUOTA = Part("k8s", "kubernetes_resource_quota_v1.quota")


def read(namespace: str = REFERENCE, **kinds: Json) -> Namespaces:
    metadata = {"metadata": {"namespace": namespace}}
    found: dict[str, Any] = {
        f"kubernetes_{kind}_v1": {kind.rpartition("_")[2]: {**metadata, "spec": spec}}
        for kind, spec in kinds.items()
    }
    return Namespaces({"k8s": {"resource": {"kubernetes_namespace_v1": NAMESPACE, **found}}})


@pytest.mark.parametrize("namespace", [REFERENCE, "shops"])
def test_a_quota_is_of_the_namespace_that_it_names(namespace: str) -> None:
    hard = {"pods": "20", "requests.cpu": "2", "requests.memory": "1Gi", "count/secrets": "9"}
    found = {each.name: each for each in read(namespace, resource_quota={"hard": hard}).quotas}
    assert {name: (each.namespace, each.limit) for name, each in found.items()} == {
        "pods": ("shops", 20),
        "requests.cpu": ("shops", 2000),
        "requests.memory": ("shops", 1024),
    }


@pytest.mark.parametrize(
    ("namespace", "pods"), [(REFERENCE, "many"), (REFERENCE, []), ("${local.name}", "20")]
)
def test_a_quota_that_cannot_be_read_is_unknown(namespace: str, pods: object) -> None:
    found = read(namespace, resource_quota={"hard": {"pods": pods}})
    assert [each.subject for each in found.unknowns] == ["k8s:kubernetes_resource_quota_v1.quota"]
    assert found.quotas == ()


def test_fewest_pods_beyond_a_quota_are_unknown() -> None:
    small = Quota(part=QUOTA, namespace="shop", name="pods", limit=2)
    (found,) = refused([small], [workload("shop"), workload("stock")])
    assert found.subject == "shop/Deployment/shop"
    assert found.problem == "the quota of shop allows 2 pods, and its pods want 3"


def test_fewest_pods_within_a_quota_are_known() -> None:
    wide = Quota(part=QUOTA, namespace="shop", name="requests.cpu", limit=300)
    assert list(refused([wide], [workload("shop")])) == []


def test_a_container_that_states_nothing_has_what_its_namespace_gives() -> None:
    limit = {"type": "Container", "default": {"memory": "64Mi"}, "default_request": {"cpu": "50m"}}
    defaults = read(limit_range={"limit": [limit]}).defaults["shops"]
    stated = {"resources": {"requests": {"cpu": "1"}}}
    asked = asked_by({"containers": [{}, stated]}, defaults)
    assert asked == Room(millicores=1050, memory_mib=128, pods=1)
