"""Ingresses get what a load balancer controller would write into their status."""

from collections.abc import Callable, Iterator

import pytest

from sandbox.kubernetes import LocalControlPlane
from terraform_json.types import Json
from tests.patience import eventually
from tests.sandbox.joints.conftest import Joined

Ingress = Callable[[str, str], None]


@pytest.fixture
def ingress(joined: Joined) -> Iterator[Ingress]:
    """Return a function that makes an Ingress of a class; all are deleted at the end."""
    cluster = LocalControlPlane(directory=joined.folder, logs=joined.folder)
    made: list[str] = []

    def make(name: str, of: str) -> None:
        rule = "--rule=shop.example.com/*=shop:80"
        joined.kubectl("create", "ingress", name, f"--class={of}", rule)
        made.append(name)

    yield make
    for name in made:
        cluster.run("kubectl", "delete", "ingress", name)


def hosts(joined: Joined, name: str) -> list[Json]:
    status: Json = joined.kubectl("get", "ingress", name)["status"]["loadBalancer"]
    found: list[Json] = status.get("ingress", [])
    return found


def test_an_ingress_of_the_controller_s_class_gets_a_host_and_no_other_does(
    joined: Joined, ingress: Ingress
) -> None:
    ingress("inner", "nginx")
    ingress("outer", "alb")
    eventually(lambda: hosts(joined, "outer"))
    assert hosts(joined, "outer") == [{"hostname": "outer.default.load-balancer.invalid"}]
    assert hosts(joined, "inner") == []
