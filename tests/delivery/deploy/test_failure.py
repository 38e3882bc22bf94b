"""How far a stack came whose deploy failed."""

import pytest

from delivery.deploy.failure import LONGEST_TEXT, FailedStack

NEEDED = {"networking": (), "databases": ("networking",), "k8s": ("networking", "databases")}
LOCKED = """\
╷
│ Error: Error acquiring the state lock
│
│ Error message: operation error S3: PutObject, PreconditionFailed
│ Lock Info:
│   ID:        8a1f0a1e-1111-2222-3333-444455556666
│   Path:      states/staging/databases.tfstate
│   Operation: OperationTypeApply
│   Who:       alice@laptop
│   Version:   1.11.4
╵
"""


def told(
    stack: str = "databases",
    *,
    planned: str | None = "Plan: 1 to add",
    applied: str | None = None,
    waited: str | None = None,
    private: bool = True,
) -> str:
    failed = FailedStack(
        environment="staging",
        stack=stack,
        needed=NEEDED,
        planned=planned,
        applied=applied,
        waited=waited,
    )
    return failed.page(private=private)


@pytest.mark.parametrize(
    ("stack", "wave", "waits"),
    [
        ("networking", 1, "databases, k8s"),
        ("databases", 2, "k8s"),
        ("k8s", 3, ""),
    ],
)
def test_its_wave_and_what_waits_for_it_are_said(stack: str, wave: int, waits: str) -> None:
    page = told(stack)

    assert page.startswith(f"## staging {stack}: not deployed (wave {wave} of 3)\n")
    assert ("Not started, since they need it: " in page) == bool(waits)
    assert f"need it: {waits}." in page or not waits
    assert "re-run the failed jobs" in page


def test_stacks_that_do_not_need_it_are_not_told_of() -> None:
    needed = {"a": (), "b": (), "c": ("b",)}
    failed = FailedStack(environment="lab", stack="a", needed=needed, planned=None, applied=None)

    assert "Not started" not in failed.page(private=True)


def test_it_says_how_far_it_came() -> None:
    assert "did not come to its plan" in told(planned=None)
    assert "it was not applied" in told()
    assert "it was not applied" in told(applied="Error: Saved plan is stale")
    assert "it was not applied" in told(applied=LOCKED)
    assert "some of it may be made already" in told(applied="")


def test_a_stack_that_is_applied_and_not_ready_is_told_as_that() -> None:
    page = told("k8s", applied="Apply complete!", waited="Not ready:\n  shop: has no node")

    assert page.startswith("## staging k8s: deployed, and not ready (wave 3 of 3)\n")
    assert "It was applied. Its applications are not ready." in page
    assert "shop: has no node" in page
    assert "Apply complete!" not in page


def test_a_lock_is_told_with_its_holder_and_how_to_give_it_back() -> None:
    page = told(planned=LOCKED)

    assert "`alice@laptop` holds the lock" in page
    assert (
        "`terraform -chdir=cdktf.out/stacks/databases force-unlock"
        " 8a1f0a1e-1111-2222-3333-444455556666`" in page
    )


@pytest.mark.parametrize(
    ("printed", "remedy"),
    [
        ("│ Error: Saved plan is stale", "The state changed between"),
        ("another operation (install/upgrade/rollback)\n│ is in progress", "delivery pending k8s"),
        ("cannot re-use a name that is still in use", "delivery pending k8s"),
        ("api error ExpiredToken: The security token", "credentials ran out"),
    ],
)
def test_a_cause_that_is_known_is_told_with_its_meaning(printed: str, remedy: str) -> None:
    assert remedy in told(applied=printed)
    assert remedy not in told(applied="Error: something else")


def test_what_was_printed_last_is_shown_in_a_fence_that_it_cannot_end() -> None:
    page = told(applied="begun\n" + "x" * LONGEST_TEXT + "\n~~~~\nlast")

    assert "begun" not in page
    assert page.rstrip().endswith("last\n~~~~~")


def test_a_public_page_shows_nothing_that_was_printed() -> None:
    assert "secret" not in told(applied="Error: secret", private=False)
