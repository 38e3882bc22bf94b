import pytest

from config.aws import actions
from config.aws.actions import actions_of, matching, resources_of, services
from config.platform import load_platform


def names(pattern: str) -> list[str]:
    """Return the names of the actions that a pattern matches."""
    return [action.name for action in matching(pattern)]


@pytest.mark.parametrize(
    "pattern", ["s3:GetObject", "S3:getobject", "s3:GetObjec?", "s3:?etObject"]
)
def test_a_pattern_matches_without_case_and_with_wildcards_anywhere(pattern: str) -> None:
    assert names(pattern) == ["s3:GetObject"]


@pytest.mark.parametrize("pattern", ["s3:GetObjec", "s4:*", "s3:Foo*", "s3:GetObject?"])
def test_what_is_no_action_matches_none(pattern: str) -> None:
    assert names(pattern) == []


def test_an_action_says_what_it_is_about() -> None:
    (send,) = matching("sqs:SendMessage")
    assert send.resources == ("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}",)
    (listing,) = matching("sqs:ListQueues")
    assert listing.resources == ()


@pytest.mark.parametrize(
    ("action", "gives"),
    [
        ("s3:PutBucketPolicy", True),
        ("sqs:SetQueueAttributes", True),
        ("kinesis:PutResourcePolicy", True),
        ("logs:PutDestinationPolicy", True),
        ("kinesis:GetResourcePolicy", False),
        ("s3:GetBucketPolicy", False),
        ("s3:PutObject", False),
    ],
)
def test_actions_that_give_rights_are_known_whatever_aws_calls_them(
    action: str,
    gives: bool,  # noqa: FBT001 - a row of the table
) -> None:
    (found,) = matching(action)
    assert found.gives_rights == gives


def test_every_service_has_actions() -> None:
    assert len(services()) > 400
    assert all(actions_of(service) for service in services())
    assert not actions_of("nothing")
    assert not resources_of("nothing")


def test_what_a_service_holds_is_told_whoever_acts_on_it() -> None:
    assert "arn:${Partition}:s3:::${BucketName}" in resources_of("s3")
    assert {arn.split(":")[2] for arn in resources_of("kms")} == {"kms"}


def test_the_list_is_not_read_where_no_application_asks_for_rights(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read() -> None:
        raise AssertionError("read")

    monkeypatch.setattr(actions, "_services", read)
    assert not any(each.statements for each in load_platform("staging").applications)
