"""Plans that wait for another stack, and those that failed."""

import pytest

from delivery.comment.deferral import deferral
from delivery.comment.record import State
from tests.delivery.comment.support import STACKS, stopped, text


def test_a_stack_waits_for_one_that_was_never_applied() -> None:
    assert deferral(text("deferred-first"), "databases", STACKS) == (
        "It waits until networking has been applied."
    )


def test_what_cdktf_adds_to_the_errors_of_terraform_changes_nothing() -> None:
    assert deferral(text("deferred-cdktf"), "databases", STACKS) == (
        "It waits until networking has been applied."
    )


def test_a_stack_waits_for_an_output_that_is_new() -> None:
    assert deferral(text("deferred"), "databases", STACKS) == (
        "It waits until networking has been applied with its output zone_id."
    )


def test_an_output_that_the_other_stack_will_not_have_either_is_a_failure() -> None:
    without = {**STACKS, "networking": STACKS["networking"] | {"output": {}}}

    assert deferral(text("deferred"), "databases", without) == ""


def test_another_error_is_a_failure_also_beside_one_that_waits() -> None:
    both = text("deferred") + text("error")

    assert deferral(text("error"), "databases", STACKS) == ""
    assert deferral(both, "databases", STACKS) == ""


def test_the_state_of_others_is_not_waited_for() -> None:
    strange = {**STACKS, "networking": {}}

    assert deferral(text("deferred-first"), "databases", strange) == ""


def test_a_frame_and_narrow_lines_change_nothing() -> None:
    framed = "\n".join(f"databases  │ {line}" for line in text("deferred").splitlines())

    assert deferral(framed.replace(" an attribute", "\n│ an attribute"), "databases", STACKS)


def test_what_terraform_did_not_say_is_a_failure() -> None:
    assert deferral("", "databases", STACKS) == ""


@pytest.mark.parametrize("private", [True, False])
def test_an_error_is_told_where_the_repository_is_private_only(private: bool) -> None:  # noqa: FBT001 - pytest names it
    record = stopped("error", private=private)

    assert record.state is State.FAILED
    assert ("10.0.1.0/99" in record.text) is private
