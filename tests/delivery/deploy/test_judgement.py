"""What is said of a plan before it is applied."""

import pytest

from delivery.actions import Action
from delivery.deploy.judgement import MOST_TOLD, Judgement, Stopped
from delivery.deploy.reviewed import Plan
from tests.delivery.deploy.support import change, plan

GONE = change("aws_subnet.a", Action.DESTROYED)
REVIEWED = plan(change("aws_vpc.main", Action.UPDATED, attributes=["tags.Name"]))
STOPS = plan(change("aws_vpc.main", Action.REPLACED, causes=["cidr_block"]), GONE)


def judged(
    fresh: Plan, reviewed: Plan | None = REVIEWED, *, digest: str = "1", confirmed: str = ""
) -> Judgement:
    return Judgement(fresh=fresh, reviewed=reviewed, digest=digest, confirmed=confirmed.split())


def test_the_plan_that_was_reviewed_goes_on() -> None:
    judgement = judged(REVIEWED)

    assert judgement.page(private=True) == (
        "## staging networking: 1 updated\n\nIt is the plan that was reviewed."
    )
    judgement.refuse()


def test_a_plan_that_does_less_goes_on_and_says_so() -> None:
    judgement = judged(plan())

    assert judgement.page(private=True).splitlines() == [
        "## staging networking: no changes",
        "",
        "Beside the review: 1 not changed any more.",
        "",
        "- not changed any more: `aws_vpc.main`; reviewed: updated",
    ]
    judgement.refuse()


def test_a_plan_that_destroys_more_is_stopped_with_what_moved_and_how_to_go_on() -> None:
    judgement = judged(STOPS)

    assert judgement.page(private=True).splitlines()[:7] == [
        "## staging networking: 1 replaced, 1 destroyed",
        "",
        "Beside the review: 2 destroyed or replaced.",
        "",
        "- **replaced**: `aws_vpc.main`, by `cidr_block`; reviewed: updated",
        "- **destroyed**: `aws_subnet.a`; reviewed: no change",
        "",
    ]
    with pytest.raises(Stopped, match=r"2 changes would destroy.*Nothing was changed") as caught:
        judgement.refuse()
    assert caught.value.exit_status == 3
    how = judgement.page(private=True)
    assert f"Write the code `{judgement.confirmation}` into the variable `CONFIRMED`" in how
    assert "re-run the failed jobs" in how


def test_without_a_review_what_only_makes_goes_on() -> None:
    judgement = judged(plan(change("aws_vpc.main", Action.CREATED)), None)

    assert "There is no reviewed plan of it" in judgement.page(private=True)
    judgement.refuse()


def test_without_a_review_what_destroys_is_stopped() -> None:
    judgement = judged(plan(GONE), None)

    assert "- **destroyed**: `aws_subnet.a`\n" in judgement.page(private=True)
    with pytest.raises(Stopped):
        judgement.refuse()


def test_what_is_confirmed_goes_on() -> None:
    confirmed = judged(STOPS, confirmed=f"0123456789ab {judged(STOPS).confirmation}")

    assert "Confirmed by the code" in confirmed.page(private=True)
    assert "Stopped" not in confirmed.page(private=True)
    confirmed.refuse()


@pytest.mark.parametrize(
    "other",
    [
        judged(plan(*STOPS.changes, change("aws_eip.a", Action.DESTROYED))),
        judged(plan(GONE)),
        judged(plan(change("aws_vpc.main", Action.REPLACED, causes=["region"]), GONE)),
        judged(plan(*STOPS.changes, stack="k8s")),
        judged(STOPS, digest="2"),
    ],
    ids=["more", "less", "another cause", "another stack", "another synthesis"],
)
def test_a_code_confirms_just_what_it_was_printed_for(other: Judgement) -> None:
    code = judged(STOPS).confirmation

    assert not Judgement(
        fresh=other.fresh, reviewed=other.reviewed, digest=other.digest, confirmed=[code]
    ).is_confirmed


def test_a_replacement_for_another_reason_is_told_with_both() -> None:
    by_zone = plan(change("a", Action.REPLACED, causes=["availability_zone"]))
    by_cidr = plan(change("a", Action.REPLACED, causes=["cidr_block"]))

    assert judged(by_zone, by_cidr).page(private=True).splitlines()[4] == (
        "- **replaced**: `a`, by `availability_zone`; reviewed: replaced, by `cidr_block`"
    )


def test_what_an_earlier_replacement_left_behind_is_told_as_that() -> None:
    left = plan(change("a", Action.DESTROYED, deposed="8c1a2b3d"))

    assert "`a`, an object that an earlier replacement left behind; reviewed: no change" in (
        judged(left).page(private=True)
    )


def test_an_update_is_told_with_what_was_not_reviewed_of_it() -> None:
    more = plan(change("aws_vpc.main", Action.UPDATED, attributes=["tags.Name", "policy"]))

    assert "- updated: `aws_vpc.main`, by `policy`; reviewed: updated" in (
        judged(more).page(private=True)
    )


def test_a_public_page_names_no_resource() -> None:
    page = judged(STOPS).page(private=False)

    assert "aws_" not in page
    assert "cidr_block" not in page
    assert "2 destroyed or replaced" in page
    assert judged(STOPS).confirmation in page


def test_what_stops_is_told_whole_and_what_does_no_harm_is_cut() -> None:
    gone = [change(f"gone[{n}]", Action.DESTROYED) for n in range(MOST_TOLD + 5)]
    made = [change(f"made[{n}]", Action.CREATED) for n in range(MOST_TOLD + 5)]
    page = judged(plan(*made, *gone)).page(private=True)

    assert page.count("`gone[") == MOST_TOLD + 5
    # One of them is that of the review, which is not needed any more.
    assert page.count("`made[") + page.count("`aws_vpc.main`") == MOST_TOLD
    assert "- and 6 more that do no harm" in page


def test_an_address_is_no_markdown() -> None:
    page = judged(plan(change('a["`</code>@all"]', Action.DESTROYED))).page(private=True)

    assert '``a["`</code>@all"]``' in page
