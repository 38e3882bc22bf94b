from typing import Any

import pytest

from resilience.model.pods import HOST_LABEL, ZONE_LABEL, Spread, Toleration
from resilience.model.scheduling import Scheduling

LABELS = {"app": "shop"}
OWN = {"labelSelector": {"matchLabels": LABELS}}
OTHERS = {"labelSelector": {"matchLabels": {"app": "other"}}}
NODES = [
    {"node": "apps", "gpu": "a", ZONE_LABEL: "a"},
    {"node": "infrastructure", ZONE_LABEL: "b"},
]


def scheduling(**spec: object) -> Scheduling:
    return Scheduling(spec, LABELS, NODES)


def requires(*expressions: object, **more: object) -> Scheduling:
    """Return pods with a required node affinity of one term."""
    return affine(
        "nodeAffinity", {"nodeSelectorTerms": [{"matchExpressions": expressions, **more}]}
    )


def affine(kind: str, rule: object, when: str = "required") -> Scheduling:
    """Return pods with a rule of an affinity."""
    return scheduling(affinity={kind: {f"{when}DuringSchedulingIgnoredDuringExecution": rule}})


def term(key: str, of: dict[str, Any] = OWN) -> dict[str, Any]:
    return {"topologyKey": key, **of}


@pytest.mark.parametrize(
    ("written", "toleration"),
    [
        ({"operator": "Exists"}, Toleration()),
        ({"key": "k", "operator": "Exists"}, Toleration(key="k")),
        (
            {"key": "k", "value": "v", "effect": "NoSchedule"},
            Toleration(key="k", value="v", effect="NoSchedule"),
        ),
        ({"key": "k"}, Toleration(key="k", value="")),
        (
            {"key": "k", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60},
            Toleration(key="k", effect="NoExecute", seconds=60),
        ),
    ],
)
def test_a_toleration_is_read(written: object, toleration: Toleration) -> None:
    assert scheduling(tolerations=[written]).tolerations(every_node=False)[0] == toleration


LOST = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def test_pods_leave_a_lost_node_after_five_minutes_unless_they_say_otherwise() -> None:
    assert scheduling().tolerations(every_node=False) == tuple(
        Toleration(key=key, effect="NoExecute", seconds=300) for key in LOST
    )


@pytest.mark.parametrize(
    "own",
    [
        {"operator": "Exists"},
        {"key": LOST[1], "operator": "Exists"},
        {"key": LOST[1], "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 60},
    ],
)
def test_who_says_otherwise_gets_no_five_minutes(own: object) -> None:
    added = scheduling(tolerations=[own]).tolerations(every_node=False)[1:]
    assert LOST[1] not in [each.key for each in added]


def test_the_pods_of_a_daemon_set_stay_on_a_lost_node_for_ever() -> None:
    found = scheduling().tolerations(every_node=True)
    assert Toleration(key=LOST[1], effect="NoExecute") in found
    assert all(each.seconds is None for each in found)


def test_a_node_selector_names_the_one_value_of_a_label() -> None:
    assert scheduling(nodeSelector={"node": "apps"}).node_labels() == {"node": frozenset({"apps"})}


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ({"key": "node", "operator": "In", "values": ["apps", "x"]}, {"node": {"apps", "x"}}),
        ({"key": "gpu", "operator": "Exists"}, {"gpu": {"a"}}),
        ({"key": "node", "operator": "NotIn", "values": ["apps"]}, {"node": {"infrastructure"}}),
        ({"key": "node", "operator": "NotIn", "values": ["fargate"]}, {}),
        ({"key": "virtual", "operator": "DoesNotExist"}, {}),
        ({"key": ZONE_LABEL, "operator": "NotIn", "values": ["a"]}, {ZONE_LABEL: {"b"}}),
        ({"key": ZONE_LABEL, "operator": "Exists"}, {ZONE_LABEL: {"a", "b"}}),
        ({"key": HOST_LABEL, "operator": "Exists"}, {}),
    ],
)
def test_a_required_affinity_names_the_values_that_are_allowed(
    expression: object, allowed: dict[str, set[str]]
) -> None:
    found = requires(expression)
    assert found.node_labels() == {key: frozenset(values) for key, values in allowed.items()}
    assert found.problems == []


def test_a_selector_and_an_affinity_both_have_to_hold() -> None:
    expression = {"key": "node", "operator": "In", "values": ["apps", "infrastructure"]}
    rule = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    when = "requiredDuringSchedulingIgnoredDuringExecution"
    found = scheduling(nodeSelector={"node": "apps"}, affinity={"nodeAffinity": {when: rule}})
    assert found.node_labels() == {"node": frozenset({"apps"})}


@pytest.mark.parametrize(
    "expression",
    [
        {"key": "gpu", "operator": "NotIn", "values": ["a"]},
        {"key": "gpu", "operator": "DoesNotExist"},
        {"key": "cores", "operator": "Gt", "values": ["3"]},
    ],
)
def test_an_affinity_that_the_model_cannot_hold_is_a_problem(expression: dict[str, Any]) -> None:
    found = requires(expression)
    assert found.node_labels() == {}
    key, operator = expression["key"], expression["operator"]
    problem = f"its required node affinity {operator} of {key} is not understood"
    assert found.problems == [problem]


@pytest.mark.parametrize("operator", ["In", "NotIn", "Exists", "DoesNotExist"])
def test_a_label_that_no_node_is_known_to_carry_is_a_problem(operator: str) -> None:
    key = "node.kubernetes.io/instance-type"
    found = requires({"key": key, "operator": operator, "values": ["m7i.large"]})
    assert found.node_labels() == {}
    assert found.problems == [f"which nodes have the label {key} is not known"]


ON_APPS = {"matchExpressions": [{"key": "node", "operator": "In", "values": ["apps"]}]}


@pytest.mark.parametrize("terms", [[ON_APPS, {}], [ON_APPS | {"matchFields": [{}]}]])
def test_several_terms_are_a_problem(terms: object) -> None:
    found = affine("nodeAffinity", {"nodeSelectorTerms": terms})
    assert found.node_labels() == {}
    assert found.problems == ["its required node affinity has several terms, or fields"]


@pytest.mark.parametrize(
    ("written", "spread"),
    [
        ({}, Spread(key=ZONE_LABEL)),
        ({"maxSkew": 2}, Spread(key=ZONE_LABEL, max_skew=2)),
        ({"whenUnsatisfiable": "ScheduleAnyway"}, Spread(key=ZONE_LABEL, hard=False)),
        ({"minDomains": 3}, Spread(key=ZONE_LABEL, min_domains=3)),
        ({"nodeTaintsPolicy": "Honor"}, Spread(key=ZONE_LABEL, honors_taints=True)),
        ({"nodeTaintsPolicy": "Ignore"}, Spread(key=ZONE_LABEL)),
        ({"matchLabelKeys": ["pod-template-hash"]}, Spread(key=ZONE_LABEL, per_revision=True)),
    ],
)
def test_a_spread_is_read(written: dict[str, object], spread: Spread) -> None:
    found = scheduling(topologySpreadConstraints=[term(ZONE_LABEL) | written])
    assert list(found.spreads()) == [spread]
    assert found.problems == []


@pytest.mark.parametrize("of", [OTHERS, {}])
def test_a_spread_over_other_pods_counts_for_nothing(of: dict[str, Any]) -> None:
    found = scheduling(topologySpreadConstraints=[term(ZONE_LABEL, of)])
    assert list(found.spreads()) == []
    assert found.problems == [f"its spread over {ZONE_LABEL} is of other pods than its own"]


def test_a_spread_over_nodes_that_pods_may_not_use_is_a_problem() -> None:
    written = term(ZONE_LABEL) | {"nodeAffinityPolicy": "Ignore"}
    found = scheduling(topologySpreadConstraints=[written])
    list(found.spreads())
    assert found.problems == [f"its spread over {ZONE_LABEL} counts nodes that it may not use"]


def test_pods_that_may_not_meet_are_apart() -> None:
    assert affine("podAntiAffinity", [term(HOST_LABEL)]).apart() == (HOST_LABEL,)


def test_pods_that_may_not_meet_others_are_a_problem() -> None:
    found = affine("podAntiAffinity", [term(HOST_LABEL, OTHERS)])
    assert found.apart() == ()
    assert found.problems == ["its required anti-affinity is to other pods than its own"]


def test_pods_that_have_to_meet_others_are_a_problem() -> None:
    found = affine("podAffinity", [term(HOST_LABEL)])
    assert found.apart() == ()
    assert found.problems == ["it has to be beside other pods, by its required pod affinity"]


def test_pods_that_prefer_not_to_meet_say_so() -> None:
    preferred = [{"weight": 1, "podAffinityTerm": term(ZONE_LABEL, of)} for of in (OWN, OTHERS)]
    found = affine("podAntiAffinity", preferred, when="preferred")
    assert found.prefers_apart() == (ZONE_LABEL,)
    assert found.apart() == ()
