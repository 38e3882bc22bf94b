from collections.abc import Callable, Iterator

import pytest

from resilience.model.platform import Unknown
from resilience.model.pods import Workload
from resilience.survival.needs import StepName
from resilience.survival.paths import Topic
from terraform_json.types import Json
from tests.resilience.models import workload
from tests.resilience.platforms import platform, workloads
from tests.resilience.survival.asked import paths, step


def without(name: str) -> Iterator[Workload]:
    return (each for each in workloads(("shop", "stock")) if each.name != name)


def steps_of(name: str) -> list[str]:
    return [str(each.name) for each in paths(platform())[name].steps]


def drop_load_balancer(stacks: dict[str, Json]) -> None:
    del stacks["k8s"]["resource"]["kubernetes_ingress_v1"]


def drop_external_dns(stacks: dict[str, Json]) -> None:
    del stacks["k8s"]["resource"]["helm_release"]["external-dns"]


def add_cert_manager(stacks: dict[str, Json]) -> None:
    releases = stacks["k8s"]["resource"]["helm_release"]
    releases["cert-manager"] = {"name": "cert-manager", "values": []}


def with_values(application: str, text: str) -> Callable[[dict[str, Json]], None]:
    """Return a change that gives an application further values."""

    def change(stacks: dict[str, Json]) -> None:
        for release in stacks["k8s"]["resource"]["helm_release"].values():
            if release["name"] == application:
                release["values"] = [*release["values"], text]

    return change


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        (
            "requests/shop",
            ["name of the host", "certificate", "load balancer", "NGINX", "shop"],
        ),
        ("requests/stock", ["CoreDNS", "stock"]),
        ("peers/shop/stock", ["shop", "CoreDNS", "stock"]),
        ("database/stock/writer", ["stock", "CoreDNS", "database writer"]),
        ("database/stock/reader", ["stock", "CoreDNS", "database reader"]),
        ("state/state", ["S3", "DynamoDB"]),
        ("secrets/identity", ["Pod Identity agent", "endpoint of eks-auth"]),
    ],
)
def test_a_path_takes_its_steps_in_order(path: str, steps: list[str]) -> None:
    assert steps_of(path) == steps


def test_a_service_without_an_endpoint_is_called_by_the_way_out() -> None:
    assert steps_of("secrets/values")[2:] == [StepName.WAY_OUT, "API of secretsmanager"]


def test_paths_stand_in_the_order_of_their_topics() -> None:
    topics = [path.topic for path in paths(platform()).values()]
    assert topics == sorted(topics, key=list(Topic).index)


def test_a_release_that_is_not_there_has_no_path() -> None:
    assert "dns/changes" not in paths(platform(changes=[drop_external_dns]))


def test_pods_that_the_values_turn_off_have_no_path() -> None:
    assert "deployment/secret-objects" not in paths(platform())


def test_pods_that_are_not_known_make_their_step_unknown() -> None:
    changed = platform(workloads=without("external-secrets"))
    found = step(changed, "secrets/values", "external-secrets")
    assert found.unknown == "which pods there are of external-secrets is not known"


def test_an_application_with_a_host_and_no_load_balancer_breaks() -> None:
    changed = platform(changes=[drop_load_balancer])
    found = step(changed, "requests/shop", StepName.LOAD_BALANCER)
    assert found.absent == "no Ingress of the class `alb` is there"


def test_a_peer_that_is_not_there_breaks_its_step() -> None:
    found = step(platform("shop"), "peers/shop/stock", "stock")
    assert found.absent == "no application stock is there"


@pytest.mark.parametrize(
    ("kind", "part", "path", "name"),
    [
        ("helm_release", "metrics-server", "scaling/pods", "metrics-server"),
        ("helm_release", "cluster-autoscaler", "scaling/nodes", "cluster autoscaler"),
        ("helm_release", "external-secrets", "secrets/values", "external-secrets"),
        (
            "helm_release",
            "aws-load-balancer-controller",
            "deployment/targets",
            "load balancer controller",
        ),
        ("aws_eks_addon", "vpc-cni", "scaling/nodes", "VPC CNI"),
        ("aws_eks_addon", "kube-proxy", "scaling/nodes", "kube-proxy"),
        ("aws_eks_cluster", "main", "deployment/objects", "Kubernetes API"),
    ],
)
def test_a_part_that_others_ask_for_breaks_its_path_where_it_is_absent(
    kind: str, part: str, path: str, name: str
) -> None:
    def drop(stacks: dict[str, Json]) -> None:
        del stacks["k8s"]["resource"][kind][part]

    assert step(platform(changes=[drop]), path, name).absent


def test_an_addon_of_the_owners_has_a_path_that_is_not_judged() -> None:
    own = workload("cert-manager", release="helm_release.cert-manager")
    changed = platform(changes=[add_cert_manager], workloads=(*workloads(("shop", "stock")), own))
    path = paths(changed)["deployment/cert-manager"]
    assert (path.redundant, path.why) == (False, "Who depends on it is not known here")


def test_a_step_over_pods_needs_what_their_budget_wants() -> None:
    assert step(platform(), "requests/shop", "NGINX").least == 2


@pytest.mark.parametrize("subject", ["shop/Deployment/shop", "k8s:helm_release.shop"])
def test_a_step_over_pods_of_which_something_is_not_known_is_unknown(subject: str) -> None:
    unknown = Unknown(subject=subject, problem="its affinity is not understood")
    found = step(platform(unknowns=(unknown,)), "requests/shop", "shop")
    assert found.unknown == "its affinity is not understood"


def test_the_reason_why_a_path_need_not_hold_is_told() -> None:
    assert all(path.why for path in paths(platform()).values() if not path.redundant)


def test_a_worker_needs_its_pods_and_no_name_of_a_service() -> None:
    changed = platform(changes=[with_values("stock", "port: null")])
    path = paths(changed)["requests/stock"]
    assert (path.title, [each.name for each in path.steps]) == (
        "Work of stock, which nobody calls",
        ["stock"],
    )
    assert not path.steps[0].takes_traffic


def test_schedules_rest_on_what_starts_them_and_need_not_survive() -> None:
    changed = platform(changes=[with_values("stock", "schedules: {nightly: {}}")])
    path = paths(changed)["schedules/stock"]
    assert (path.redundant, [each.guarantee for each in path.steps]) == (False, ["eks"])
    assert "requests/stock" in paths(changed)


def test_an_application_of_schedules_only_has_no_other_path() -> None:
    only = "deployment: {enabled: false}\nschedules: {nightly: {}}"
    found = paths(platform(changes=[with_values("stock", only)]))
    assert [name for name, path in found.items() if path.application == "stock"] == [
        "schedules/stock"
    ]
