"""The comment, of plans that the real Terraform made."""

import pytest
from markdown_it import MarkdownIt
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from delivery.actions import Action
from delivery.comment.attributes import SENSITIVE, UNKNOWN
from delivery.comment.page import MARKER, MOST_LINES, is_quiet, page
from delivery.comment.record import Attribute, Change, Record, State
from delivery.comment.topics import Topic
from delivery.markdown import LONGEST_COMMENT
from tests.delivery.comment.support import commented, plan, recorded, stopped, text


class Markdown(SingleFileSnapshotExtension):
    """Keeps each comment as a file that people can read."""

    _write_mode = WriteMode.TEXT
    file_extension = "md"


@pytest.mark.parametrize(
    "name",
    [
        *("create", "no-op", "replace", "destroy", "drift", "hostile"),
        *("mirrors", "opened", "retagged"),
    ],
)
def test_a_plan_is_told_so(name: str, snapshot: SnapshotAssertion) -> None:
    assert commented(recorded(name)) == snapshot(extension_class=Markdown)


@pytest.mark.parametrize("name", ["error", "deferred", "deferred-first"])
def test_a_stack_without_a_plan_is_told_so(name: str, snapshot: SnapshotAssertion) -> None:
    assert commented(recorded("create"), stopped(name)) == snapshot(extension_class=Markdown)


def test_the_comment_ends_with_the_way_to_the_plans_and_to_the_review() -> None:
    told = page([recorded("create")], run="https://a.example", review="https://b.example")

    assert told.endswith(
        "\n[The whole plans](https://a.example),"
        " [The review, with what is no longer survived](https://b.example)\n"
    )


@pytest.mark.parametrize("size", [0, 70_000, 3_000_000])
@pytest.mark.parametrize("letter", ["x", "\u00e9", "`", "~", "<"])
def test_no_plan_makes_the_comment_longer_than_github_takes(size: int, letter: str) -> None:
    long = recorded("replace").model_copy(update={"text": letter * size})

    assert len(commented(long, long, recorded("create")).encode()) <= LONGEST_COMMENT


def test_a_plan_of_three_megabytes_is_cut_inside_its_fence_which_ends() -> None:
    big = recorded("create").model_copy(update={"text": text("create") * 450})

    told = commented(big)

    assert len(big.text) > 3_000_000
    assert told.count("\n~~~~") == 2
    assert "Cut here" in told
    assert told.endswith("</details>\n\n[The whole plans](https://example.com/run)\n")


def test_thousands_of_changes_are_counted_and_the_first_are_told() -> None:
    change = Change(address="aws_iam_role.app" * 20, action=Action.DESTROYED, topic=Topic.RIGHTS)
    record = Record(
        environment="staging",
        stack="k8s",
        state=State.PLANNED,
        counts={Action.DESTROYED: 5000},
        changes=(change,) * 5000,
    )

    told = commented(record)

    assert "5000 destroyed (5000 rights)" in told
    assert f"- and {5000 - MOST_LINES} more" in told


def changes_of(*told: tuple[Action, Topic, str]) -> Record:
    changes = tuple(
        Change(address=each, action=action, topic=topic) for action, topic, each in told
    )
    return Record(environment="staging", stack="k8s", state=State.PLANNED, changes=changes)


def test_the_gravest_is_told_however_much_else_goes() -> None:
    alarms = [
        (Action.DESTROYED, Topic.OTHER, f"aws_cloudwatch_metric_alarm.a{i}") for i in range(45)
    ]

    told = commented(changes_of(*alarms, (Action.REPLACED, Topic.DATA, "aws_rds_cluster.main")))

    assert told.index("**replaced** `aws_rds_cluster.main`") < told.index(
        "**destroyed** `aws_cloud"
    )


def test_rights_are_all_told() -> None:
    rights = [(Action.UPDATED, Topic.RIGHTS, f"aws_iam_role.r{i}.") for i in range(MOST_LINES + 9)]

    told = commented(changes_of(*rights))

    assert all(address in told for _, _, address in rights)


def test_what_has_no_topic_is_told_as_well() -> None:
    told = commented(changes_of((Action.UPDATED, Topic.OTHER, "aws_cloudwatch_log_group.a")))

    assert "#### Other\n\n- `staging k8s` updated `aws_cloudwatch_log_group.a`\n" in told


def test_what_is_known_after_the_apply_is_told_so() -> None:
    change = Change(
        address="aws_iam_role.app",
        action=Action.UPDATED,
        topic=Topic.RIGHTS,
        attributes=(Attribute(path="assume_role_policy", before="{}", after=UNKNOWN),),
    )
    record = changes_of().model_copy(update={"changes": (change,)})

    assert "`assume_role_policy` `{}` → `(known after apply)`" in commented(record)


def test_what_forces_a_replacement_is_told_first() -> None:
    told = commented(recorded("replace"))

    assert "forced by `cidr_block` `10.0.1.0/24` → `10.0.3.0/24`" in told
    assert told.index("**replaced** `aws_subnet.a`") < told.index("updated `aws_iam_role_policy")


def test_nothing_that_is_sensitive_is_told() -> None:
    record = recorded("replace")

    assert plan("replace")["resource_changes"][4]["change"]["after"]["value"] == "Tr0ub4dor&3"
    assert "Tr0ub4dor" not in record.model_dump_json()
    assert "battery staple" not in record.model_dump_json()
    assert SENSITIVE in commented(record)


def test_values_are_neither_markdown_nor_html() -> None:
    told = commented(recorded("hostile"))
    tokens = MarkdownIt("commonmark").parse(told)
    inline = [child for token in tokens for child in token.children or ()]

    assert [each.content for each in inline if each.type == "html_inline"] == []
    assert {each.content.split()[0] for each in tokens if each.type == "html_block"} == {
        "<!--",
        "<details><summary>staging",
        "</details>",
    }
    links = [each.attrs["href"] for each in inline if each.type == "link_open"]
    assert links == ["https://example.com/run"]
    assert not any("@everyone" in each.content for each in inline if each.type == "text")


def test_what_shows_nothing_is_made_visible() -> None:
    told = commented(recorded("hostile"))

    assert "\u202e" not in told
    assert "\u0007" not in told


def test_what_was_changed_outside_stands_apart() -> None:
    told = commented(recorded("drift"))

    below = told.partition("#### Changed outside Terraform")[2]
    assert "`aws_cloudwatch_log_group.flow`: `retention_in_days` `14` → `1`" in below
    assert "destroyed `aws_s3_bucket.logs`" in below


def test_what_terraform_made_itself_is_no_drift() -> None:
    assert "aws_iam_role.app" in {each["address"] for each in plan("no-op")["resource_drift"]}
    assert recorded("no-op").drift == ()


def test_a_plan_without_changes_is_quiet_and_one_with_drift_is_not() -> None:
    assert is_quiet([recorded("no-op")])
    assert not is_quiet([recorded("no-op"), recorded("drift")])
    assert not is_quiet([stopped("deferred")])


def test_it_begins_with_its_marker_by_which_it_is_found_again() -> None:
    assert commented(recorded("no-op")).startswith(f"{MARKER}\n")


def test_outputs_that_change_alone_are_no_quiet_plan() -> None:
    record = Record(environment="staging", stack="k8s", state=State.PLANNED, outputs=2)

    assert "### Plan of `0123456789ab`: outputs that change: 2\n" in commented(record)


@pytest.mark.parametrize("state", [State.DEFERRED, State.FAILED])
def test_stacks_without_a_plan_are_counted_in_the_title(state: State) -> None:
    record = Record(environment="staging", stack="k8s", state=state, why="So it is.")

    assert f"### Plan of `0123456789ab`: 1 {state}\n" in commented(record)
