import pytest

from config.applications.arns import filled_in, names_in
from config.location import Location

QUEUE = "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("eu-west-1", "arn:aws:sqs:eu-west-1:111122223333:*"),
        ("cn-north-1", "arn:aws-cn:sqs:cn-north-1:111122223333:*"),
        ("us-gov-west-1", "arn:aws-us-gov:sqs:us-gov-west-1:111122223333:*"),
    ],
)
def test_the_form_of_an_arn_is_filled_in_for_a_place(region: str, arn: str) -> None:
    assert filled_in(QUEUE, Location(region=region, account_id="111122223333")) == arn


def test_a_form_with_a_region_of_its_own_keeps_it() -> None:
    place = Location(region="eu-west-1", account_id="111122223333")
    form = "arn:${Partition}:s3:us-west-2:${Account}:async-request/mrap/${Operation}/${Token}"
    assert filled_in(form, place) == "arn:aws:s3:us-west-2:111122223333:async-request/mrap/*/*"


@pytest.mark.parametrize(
    ("arn", "names"),
    [
        ("arn:aws:s3:::bucket/key", {"bucket/key"}),
        ("arn:aws:sqs:eu-west-1:111122223333:queue", {"queue"}),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/name/index/i", {"name/index/i"}),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:name:*", {"name:*"}),
        ("arn:aws:dynamodb:eu-west-1:111122223333:name", set()),
        ("arn:aws:nothing:eu-west-1:111122223333:name", set()),
    ],
)
def test_a_resources_name_follows_the_kind_that_its_service_has(arn: str, names: set[str]) -> None:
    assert set(names_in(arn)) == names
