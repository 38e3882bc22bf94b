"""A plan is compared with the one that was reviewed."""

import pytest

from delivery.actions import Action
from delivery.deploy.comparison import Difference, differences
from delivery.deploy.reviewed import TAINTED, Plan, meaning_of
from tests.delivery.comment.support import plan as recorded
from tests.delivery.deploy.support import change, plan

CREATED = change("a", Action.CREATED)
DESTROYED = change("a", Action.DESTROYED)
FORGOTTEN = change("a", Action.FORGOTTEN)
UPDATED = change("a", Action.UPDATED, attributes=["tags.Name"])
UPDATED_MORE = change("a", Action.UPDATED, attributes=["tags.Name", "policy"])
BY_CIDR = change("a", Action.REPLACED, causes=["cidr_block"])
BY_ZONE = change("a", Action.REPLACED, causes=["availability_zone"])
BY_BOTH = change("a", Action.REPLACED, causes=["availability_zone", "cidr_block"])
HALF_MADE = change("a", Action.REPLACED, causes=[TAINTED])
LEFT_BEHIND = change("a", Action.DESTROYED, deposed="8c1a2b3d")


def told(reviewed: Plan, fresh: Plan) -> list[tuple[str, bool]]:
    """Return the address of each difference, and whether it stops."""
    return [(each.address, each.stops) for each in differences(fresh, reviewed)]


@pytest.mark.parametrize(
    "change_",
    [CREATED, DESTROYED, FORGOTTEN, UPDATED, BY_CIDR, HALF_MADE, LEFT_BEHIND],
    ids=lambda each: f"{each.action} {each.deposed}",
)
def test_a_plan_that_was_reviewed_is_told_nothing_of(change_: object) -> None:
    same = plan(change_)  # type: ignore[arg-type]

    assert differences(same, same) == ()


@pytest.mark.parametrize(
    ("reviewed", "fresh"),
    [
        (plan(), plan(DESTROYED)),
        (plan(), plan(BY_CIDR)),
        (plan(), plan(HALF_MADE)),
        (plan(), plan(LEFT_BEHIND)),
        (plan(CREATED), plan(DESTROYED)),
        (plan(CREATED), plan(BY_CIDR)),
        (plan(UPDATED), plan(DESTROYED)),
        (plan(UPDATED), plan(BY_CIDR)),
        (plan(UPDATED), plan(HALF_MADE)),
        (plan(UPDATED), plan(UPDATED, LEFT_BEHIND)),
        (plan(FORGOTTEN), plan(DESTROYED)),
        (plan(DESTROYED), plan(BY_CIDR)),
        (plan(BY_CIDR), plan(DESTROYED)),
        (plan(BY_CIDR), plan(BY_ZONE)),
        (plan(DESTROYED), plan(change("b", Action.DESTROYED))),
    ],
)
def test_what_is_destroyed_or_replaced_beside_the_review_stops(reviewed: Plan, fresh: Plan) -> None:
    assert (fresh.changes[-1].address, True) in told(reviewed, fresh)


@pytest.mark.parametrize(
    ("reviewed", "fresh"),
    [
        (plan(), plan(CREATED)),
        (plan(), plan(UPDATED)),
        (plan(), plan(FORGOTTEN)),
        (plan(UPDATED), plan(UPDATED_MORE)),
        (plan(CREATED), plan(UPDATED)),
        (plan(BY_CIDR), plan(CREATED)),
        (plan(BY_CIDR), plan(UPDATED)),
        (plan(CREATED), plan(HALF_MADE)),
        (plan(BY_CIDR), plan(HALF_MADE)),
        (plan(UPDATED), plan()),
        (plan(DESTROYED), plan()),
    ],
)
def test_less_and_what_takes_nothing_away_is_told_and_goes_on(reviewed: Plan, fresh: Plan) -> None:
    assert told(reviewed, fresh) == [("a", False)]


@pytest.mark.parametrize(
    ("reviewed", "fresh"),
    [
        (plan(UPDATED_MORE), plan(UPDATED)),
        (plan(BY_CIDR), plan(BY_BOTH)),
        (plan(BY_BOTH), plan(BY_ZONE)),
        (plan(BY_CIDR), plan(BY_CIDR, LEFT_BEHIND)),
        (plan(DESTROYED), plan(DESTROYED, LEFT_BEHIND)),
    ],
)
def test_what_the_review_covers_is_told_nothing_of(reviewed: Plan, fresh: Plan) -> None:
    assert told(reviewed, fresh) == []


def test_a_difference_says_what_it_is_and_what_was_reviewed() -> None:
    assert differences(plan(BY_CIDR), plan(UPDATED)) == (
        Difference(
            address="a",
            action=Action.REPLACED,
            was=Action.UPDATED,
            causes=frozenset({"cidr_block"}),
            stops=True,
        ),
    )


def test_what_stops_comes_first() -> None:
    fresh = plan(UPDATED, change("b", Action.DESTROYED))

    assert told(plan(), fresh) == [("b", True), ("a", False)]


def test_without_a_review_it_is_told_of_what_destroys_or_replaces_only() -> None:
    fresh = plan(
        change("a", Action.CREATED),
        change("b", Action.UPDATED),
        change("c", Action.REPLACED, causes=["x"]),
        change("d", Action.DESTROYED),
    )

    assert [(each.address, each.stops) for each in differences(fresh, None)] == [
        ("c", True),
        ("d", True),
    ]


# Plans of the real Terraform: what moved between the review and the deploy.


def meant(name: str) -> Plan:
    return meaning_of("staging", "networking", recorded(name))


def test_a_bucket_that_somebody_deleted_meanwhile_is_made_anew() -> None:
    drift = told(meant("no-op"), meant("drift"))

    assert ("aws_s3_bucket.logs", False) in drift
    assert not any(stops for _, stops in drift)


def test_a_plan_with_replacements_is_no_longer_the_one_without_them() -> None:
    stops = [address for address, stops in told(meant("no-op"), meant("replace")) if stops]

    assert stops == ["aws_cloudwatch_log_group.flow", "aws_subnet.a"]


@pytest.mark.parametrize("name", ["create", "destroy", "drift", "hostile", "no-op", "replace"])
def test_every_recorded_plan_is_its_own_review(name: str) -> None:
    assert differences(meant(name), meant(name)) == ()
