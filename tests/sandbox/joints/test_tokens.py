"""Until when a token is taken, by the clock of this machine."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest

from sandbox.joints.tokens import PREFIX, SIGNED_AT, TokenError, caller_of

ENDPOINT = "http://127.0.0.1:1"


def token(signed: datetime) -> str:
    """Return a token of an access key that nobody has."""
    query = {
        "Action": "GetCallerIdentity",
        "X-Amz-SignedHeaders": "host;x-k8s-aws-id",
        "X-Amz-Date": signed.strftime(SIGNED_AT),
        "X-Amz-Credential": "nobody/20260101/eu-west-1/sts/aws4_request",
    }
    url = f"{ENDPOINT}/?{urlencode(query)}"
    return PREFIX + base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("minutes", "refusal"),
    [
        (-16, "more than 15 minutes from now"),
        (-14, "knows no access key nobody"),
        (14, "knows no access key nobody"),
        (16, "more than 15 minutes from now"),
    ],
)
def test_a_token_of_before_a_jump_of_the_clock_is_refused(minutes: int, refusal: str) -> None:
    signed = datetime.now(UTC) + timedelta(minutes=minutes)
    with pytest.raises(TokenError, match=refusal):
        caller_of(
            token(signed),
            cluster="platform",
            endpoint=ENDPOINT,
            account="111122223333",
            partition="aws",
        )
