"""Which nodes are not needed."""

from collections.abc import Sequence
from typing import Any

import pytest

from sandbox.joints.autoscaler.options import Options
from sandbox.joints.autoscaler.placement import Place
from sandbox.joints.autoscaler.pods import SAFE, Pod
from sandbox.joints.autoscaler.scale_down import Budget, blocks, is_little_used, unneeded
from tests.sandbox.joints.autoscaler.objects import asking, place, pod, pods, spread

OPTIONS = Options()
STORED = [{"name": "data", "emptyDir": {}}]


def names(
    candidates: Sequence[Place], others: Sequence[Place] = (), budgets: Sequence[Budget] = ()
) -> list[str]:
    places = [*candidates, *others]
    return [each.place.name for each in unneeded(candidates, places, budgets, OPTIONS)]


def budget(left: int, app: str = "web", namespace: str = "web") -> Budget:
    return Budget.of(
        {
            "metadata": {"namespace": namespace},
            "spec": {"selector": {"matchLabels": {"app": app}}},
            "status": {"disruptionsAllowed": left},
        }
    )


@pytest.mark.parametrize(("cpu", "little"), [("1", True), ("1001m", False)])
def test_a_node_is_little_used_up_to_half(cpu: str, *, little: bool) -> None:
    assert is_little_used(place(cpu="2", pods=[pod(cpu)]), OPTIONS) is little


def test_memory_counts_as_much_as_cpus() -> None:
    assert not is_little_used(place(pods=[pod(containers=[asking(memory="3Gi")])]), OPTIONS)


def test_what_daemon_sets_bring_counts_unless_a_flag_says_otherwise() -> None:
    used = place(cpu="2", pods=[pod("800m", owner="DaemonSet"), pod("500m")])
    ignoring = Options.model_validate({"ignore-daemonsets-utilization": True})
    assert not is_little_used(used, OPTIONS)
    assert is_little_used(used, ignoring)


def test_an_empty_node_is_not_needed() -> None:
    assert names([place(pods=[pod(owner="DaemonSet")])]) == ["node"]


def test_a_node_is_not_needed_whose_pods_have_a_place_elsewhere() -> None:
    assert names([place("idle", pods=pods(2))], [place("other", pods=pods(2))]) == ["idle"]


def test_a_node_is_needed_whose_pods_have_no_place_elsewhere() -> None:
    idle, other = place("idle", pods=pods(2)), place("other", pods=pods(3))
    before = list(idle.pods), list(other.pods)
    assert names([idle], [other]) == []
    assert (idle.pods, other.pods) == before


def test_nodes_are_judged_as_if_those_before_were_gone() -> None:
    first, second, third = (place(name, cpu="1", pods=pods(1)) for name in "abc")
    assert names([first, second, third]) == ["a"]


def test_a_node_stays_a_domain_while_its_pods_move() -> None:
    def spread_out(zone: str) -> Place:
        alone = pod("1m", topologySpreadConstraints=[spread()])
        return place(zone, zone=zone, pods=[alone])

    assert names([spread_out("c")], [spread_out("a"), spread_out("b")]) == []


def test_a_node_may_be_left_for_another_of_its_zone() -> None:
    constraint = spread()
    idle = place("idle", zone="c", pods=[pod("1m", topologySpreadConstraints=[constraint])])
    others = [place("a", zone="a", pods=pods(1)), place("other", zone="c")]
    assert names([idle], others) == ["idle"]


def test_a_budget_is_used_up_by_what_moves() -> None:
    candidates = [place(name, pods=pods(1)) for name in "ab"]
    assert names(candidates, [place("other")], [budget(1)]) == ["a"]
    assert names(candidates, [place("other")], [budget(2)]) == ["a", "b"]


def blocked(there: Pod, *budgets: Budget, **flags: Any) -> bool:  # noqa: ANN401 - of any type
    return blocks(there, budgets, Options.model_validate(flags))


@pytest.mark.parametrize(
    "there",
    [
        pod(owner=None),
        pod(owner="Custom"),
        pod(metadata={"namespace": "kube-system"}),
        pod(metadata={"annotations": {SAFE: "false"}}),
        pod(volumes=STORED),
    ],
    ids=["alone", "custom", "system", "unsafe", "stored"],
)
def test_some_pods_keep_their_node_until_they_say_that_they_need_not(there: Pod) -> None:
    assert blocked(there)
    there.manifest["metadata"]["annotations"][SAFE] = "true"
    assert not blocked(there)


def test_a_pod_of_a_controller_keeps_no_node() -> None:
    assert not blocked(pod())


def test_a_budget_that_is_used_up_keeps_the_node() -> None:
    assert blocked(pod(), budget(0))
    assert not blocked(pod(), budget(0, app="shop"), budget(0, namespace="shop"))


def test_a_budget_frees_a_pod_of_the_system() -> None:
    system = "kube-system"
    assert not blocked(pod(metadata={"namespace": system}), budget(1, namespace=system))


@pytest.mark.parametrize(
    ("there", "flag"),
    [
        (pod(metadata={"namespace": "kube-system"}), "skip-nodes-with-system-pods"),
        (pod(volumes=STORED), "skip-nodes-with-local-storage"),
    ],
)
def test_flags_give_nodes_free(there: Pod, flag: str) -> None:
    assert not blocked(there, **{flag: False})
