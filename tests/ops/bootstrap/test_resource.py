"""Properties, put right one by one."""

import pytest
from botocore.exceptions import ClientError

from ops.bootstrap.resource import Answer, Outcome, Property, or_none, put_right


def failing(code: str) -> Answer:
    raise ClientError({"Error": {"Code": code, "Message": ""}}, "GetBucketPolicy")


def test_what_aws_does_not_have_reads_as_none() -> None:
    assert or_none("NoSuchBucketPolicy", lambda: failing("NoSuchBucketPolicy")) is None


def test_another_error_is_no_absence() -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        or_none("NoSuchBucketPolicy", lambda: failing("AccessDenied"))


def test_only_what_is_not_right_is_written() -> None:
    written: list[Answer] = []
    right = Property(name="right", read=lambda: 1, is_right=bool, write=written.append)
    wrong = Property(name="wrong", read=lambda: -1, is_right=lambda n: n > 0, write=written.append)
    outcomes = [
        Outcome(name="right", changed=False),
        Outcome(name="wrong", changed=True, before="-1"),
    ]
    assert list(put_right((right, wrong), dry_run=True)) == outcomes
    assert written == []
    assert list(put_right((right, wrong))) == outcomes
    assert written == [-1]
