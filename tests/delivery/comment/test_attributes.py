"""What changes about a resource."""

from typing import Any

import pytest

from delivery.comment.attributes import SENSITIVE, UNKNOWN, changed_attributes, changed_names


def change(before: object, after: object, **others: object) -> dict[str, Any]:
    return {"before": {"a": before}, "after": {"a": after}, **others}


def told(changed: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(each.path, each.before, each.after) for each in changed_attributes(changed)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (1, 2, [("a", "1", "2")]),
        (1, 1, []),
        (None, [], []),
        ("", None, []),
        ({"b": 1}, {"b": 2}, [("a.b", "1", "2")]),
        ([{"b": 1}], [{"b": 1}, {"b": 2}], [("a[1]", "(none)", '{"b": 2}')]),
        (["x", "y"], ["y", "z"], [("a", '["x"]', "(none)"), ("a", "(none)", '["z"]')]),
        (["x", "y"], ["y", "x"], [("a", '["x", "y"]', '["y", "x"]')]),
        (["x"], ["x", "x"], [("a", '["x"]', '["x", "x"]')]),
        ('{"b": 1}', '{"b": 2}', [("a.b", "1", "2")]),
        ("{b", "{c", [("a", "{b", "{c")]),
    ],
)
def test_the_innermost_difference_is_told(
    before: object, after: object, expected: list[tuple[str, str, str]]
) -> None:
    assert told(change(before, after)) == expected


@pytest.mark.parametrize("side", ["before_sensitive", "after_sensitive"])
@pytest.mark.parametrize(
    ("before", "after", "mark"),
    [
        ("secret1", "secret2", True),
        ({"b": "secret1"}, {"b": "secret2"}, True),
        ({"b": "secret1"}, {"b": "secret2"}, {"b": True}),
        (["secret1"], ["secret2"], [True]),
        ([{"b": "secret1"}], [{"b": "secret2"}], [{"b": True}]),
        ('{"b": "secret1"}', '{"b": "secret2"}', True),
    ],
)
def test_what_either_side_marks_as_sensitive_is_told_of_neither(
    before: object, after: object, mark: object, side: str
) -> None:
    changed = changed_attributes(change(before, after, **{side: {"a": mark}}))

    assert "secret" not in str(changed)
    assert SENSITIVE in str(changed)


def test_a_value_that_is_not_known_yet_is_told_so() -> None:
    assert told(change("x", None, after_unknown={"a": True})) == [("a", "x", UNKNOWN)]


def test_what_forces_a_replacement_comes_first() -> None:
    changed = {
        "before": {"a": 1, "b": 1},
        "after": {"a": 2, "b": 2},
        "replace_paths": [["b"]],
    }

    assert [(each.path, each.forces) for each in changed_attributes(changed)] == [
        ("b", True),
        ("a", False),
    ]


def test_names_are_those_of_what_changes() -> None:
    changed = {
        "before": {"a": 1, "b": None, "c": 1},
        "after": {"a": 2, "b": {}, "c": 1},
        "after_unknown": {"d": True},
    }

    assert changed_names(changed) == {"a", "d"}


def test_values_that_differ_far_in_are_told_around_their_difference() -> None:
    ((_, before, after),) = told(change(f"{'x' * 200}old", f"{'x' * 200}new"))

    assert (before, after) == (f"…{'x' * 30}old", f"…{'x' * 30}new")


def test_the_end_that_both_sides_share_is_cut_from_a_long_value() -> None:
    ((_, before, after),) = told(change(f"old{'x' * 200}", f"new{'x' * 200}"))

    assert (before, after) == (f"old{'x' * 12}…", f"new{'x' * 12}…")


def test_all_attributes_are_told_and_labels_last() -> None:
    labels = {f"l{index}": index for index in range(50)}
    changed = {"before": {"tags": {}, "z": 1}, "after": {"tags": labels, "z": 2}}

    paths = [each.path for each in changed_attributes(changed)]

    assert len(paths) == 51
    assert paths[0] == "z"


def test_half_of_a_surrogate_pair_is_told_as_text_that_can_be_written() -> None:
    ((path, _, after),) = told(change('{"b": "x"}', '{"b": "\\ud800"}'))

    assert (path, after.encode()) == ("a.b", b"?")
