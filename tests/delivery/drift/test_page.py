"""What was changed outside Terraform, by its cause."""

import pytest
from syrupy.assertion import SnapshotAssertion

from delivery.actions import Action
from delivery.comment.record import Attribute, Change, Record, State
from delivery.comment.recording import planned
from delivery.comment.topics import Topic
from delivery.drift.page import MARKER, is_clean, page
from delivery.markdown import LONGEST_COMMENT
from tests.delivery.comment.support import plan

CLEAN = Record(environment="staging", stack="networking", state=State.PLANNED)
FAILED = Record(environment="prod", stack="k8s", state=State.FAILED, why="It has no plan.")
DEFERRED = Record(environment="prod", stack="k8s", state=State.DEFERRED, why="It waits.")


def changed(address: str, *attributes: Attribute, action: Action = Action.UPDATED) -> Change:
    return Change(address=address, action=action, topic=Topic.NETWORK, attributes=attributes)


def tag(owner: str, place: str = "tags.Owner") -> Attribute:
    return Attribute(path=place, before="platform-team", after=owner)


def drifted(*changes: Change, stack: str = "networking") -> Record:
    return CLEAN.model_copy(update={"stack": stack, "drift": changes, "drifted": len(changes)})


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#### ")]


def test_the_issue_tells_causes_before_resources(snapshot: SnapshotAssertion) -> None:
    ports = [
        Attribute(path=f"ingress[{index}].to_port", before="443", after=after)
        for index, after in enumerate(("444", "445"))
    ]
    record = drifted(
        *(changed(f"aws_subnet.{each}", tag("ops"), tag("ops", "tags_all.Owner")) for each in "ab"),
        changed("aws_security_group.a", ports[0]),
        changed("aws_security_group.b", ports[1], tag("ops")),
        changed("aws_eip.nat", action=Action.DESTROYED),
    )

    assert page([record, FAILED, DEFERRED], run="https://example.com/run") == snapshot


def test_one_tag_of_several_types_in_several_stacks_is_one_cause() -> None:
    text = page(
        [
            drifted(changed("aws_subnet.a", tag("ops"))),
            drifted(changed("aws_rds_cluster.a", tag("ops")), stack="databases"),
        ]
    )

    assert headings(text) == ["#### `tags.Owner` updated: 2 resources (network)"]


def test_a_tag_of_all_is_told_with_the_value_that_it_had() -> None:
    unset = Attribute(path="tags.Owner", before="(none)", after="ops")

    text = page([drifted(changed("aws_subnet.a", unset, tag("ops", "tags_all.Owner")))])

    assert "`platform-team` → `ops`" in text
    assert "(none)" not in text


def test_a_recorded_drift_is_told_without_what_is_sensitive() -> None:
    record = planned("staging", "networking", plan("drift"), "")

    text = page([record])

    assert record.drifted == len(record.drift) > 0
    assert all(each.address in text for each in record.drift)
    assert text.startswith(MARKER)


def test_where_the_repository_is_public_it_tells_numbers_only() -> None:
    record = planned("staging", "networking", plan("drift"), None)

    text = page([record])

    assert f"- `staging networking`: {record.drifted} changed" in text
    assert "aws_" not in text
    assert not is_clean([record])


@pytest.mark.parametrize(
    ("record", "clean"),
    [(CLEAN, True), (DEFERRED, True), (FAILED, False), (drifted(changed("aws_eip.a")), False)],
)
def test_what_is_not_known_is_not_clean(record: Record, *, clean: bool) -> None:
    assert is_clean([CLEAN, record]) is clean


def test_many_changes_fit_into_an_issue() -> None:
    changes = [
        changed(f"aws_subnet.{number}", Attribute(path=f"a{number}", before="x", after="y" * 100))
        for number in range(2000)
    ]

    text = page([drifted(*changes)])

    assert len(text.encode()) <= LONGEST_COMMENT
    assert "more lines are left out" in text
    assert "The next deployment puts back" in text


def test_of_a_cause_with_many_resources_twenty_are_listed() -> None:
    changes = [changed(f"aws_subnet.s{number}", tag("ops")) for number in range(25)]

    text = page([drifted(*changes)])

    assert text.count("aws_subnet.s") == 20
    assert "- and 5 more" in text
