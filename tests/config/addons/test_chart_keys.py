from config.addons.chart_keys import Tree, placing_paths, unknown_keys


def test_keys_that_a_chart_does_not_know_are_named_with_what_it_knows_there() -> None:
    values = {"pod": {"a": 1, "wrong": {"x": 1}}, "free": {"any": {"thing": 1}}, "typo": 1}
    tree: Tree = {"pod": {"a": "value"}, "free": "any"}
    assert list(unknown_keys(values, tree)) == [
        (("pod", "wrong"), {"a": "value"}),
        (("typo",), tree),
    ]


def test_a_key_below_a_plain_value_is_unknown() -> None:
    assert list(unknown_keys({"tag": {"name": "x"}}, {"tag": "value"})) == [(("tag", "name"), {})]


def test_pods_are_placed_by_keys_at_any_depth() -> None:
    tree: Tree = {
        "nodeSelector": "any",
        "webhook": {"tolerations": "any", "image": {"tag": "value"}},
        "grafana.ini": {"nodeSelector": "any"},
    }
    assert list(placing_paths(tree)) == ["nodeSelector", "webhook.tolerations"]
