import pytest

from resilience.delta.changes import applied, changes
from terraform_json.types import Json


def stack(**values: object) -> dict[str, Json]:
    """Return a stack with one route."""
    return {"networking": {"resource": {"aws_route": {"internet": values}}}}


def release(*values: str) -> dict[str, Json]:
    """Return a stack with one release, which has these texts of values."""
    return {"k8s": {"resource": {"helm_release": {"app1": {"values": [*values]}}}}}


def test_a_changed_value_is_a_change_of_its_own() -> None:
    told = [str(each) for each in changes(stack(a=1, b=2), stack(a=1, b=3))]
    assert told == ["networking:aws_route.internet: b: 2 -> 3"]


def test_values_of_helm_are_compared_key_by_key() -> None:
    told = [str(each) for each in changes(release("a: {b: 1, c: 2}"), release("a: {b: 1}"))]
    assert told == ["k8s:helm_release.app1: a.c: 2 -> nothing"]


def test_a_block_comes_or_goes_as_a_whole() -> None:
    told = [str(each) for each in changes(stack(a=1), {"networking": {}})]
    assert told == ["networking:aws_route.internet is removed"]


def test_notes_of_cdktf_are_no_change() -> None:
    assert changes(stack(**{"//": 1}), stack(**{"//": 2})) == []


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (stack(a=1, b=[1, 2]), stack(a=2, b=[1, 3], c={"d": 1})),
        (stack(a=1), {"networking": {"resource": {"aws_route": {}}}}),
        ({"networking": {"resource": {"aws_route": {}}}}, stack()),
        (stack(b=[1, 2]), stack(b=[1])),
    ],
)
def test_all_changes_together_make_the_one_the_other(
    base: dict[str, Json], head: dict[str, Json]
) -> None:
    assert applied(base, changes(base, head)) == head


def test_changes_of_helms_values_are_made_within_their_text() -> None:
    base, head = release("a: 1\nb: 2"), release("a: 1\nb: 3")
    made = applied(base, changes(base, head))
    assert changes(made, head) == []


def test_making_a_change_leaves_the_base_as_it_was() -> None:
    base = stack(a={"b": 1})
    applied(base, changes(base, stack(a={"b": 2})))
    assert base == stack(a={"b": 1})


@pytest.mark.parametrize("base", [release("a: {b: 1}"), release()])
def test_a_text_of_values_that_is_added_is_told_by_what_it_changes(base: dict[str, Json]) -> None:
    before = base["k8s"]["resource"]["helm_release"]["app1"]["values"]
    head = release(*before, f"a: {{c: {'x' * 100}}}")
    found = changes(base, head)
    assert [each.keys[:1] for each in found] == [("a",)]
    assert str(found[0]).startswith("k8s:helm_release.app1: a")
    assert changes(applied(base, found), head) == []


def test_values_that_are_no_yaml_are_compared_as_a_whole() -> None:
    told = [str(each) for each in changes(release("a: 1"), release("a: [b"))]
    assert told == ["k8s:helm_release.app1: values.0: a: 1 -> a: [b"]
