"""What counts as having written to the local AWS."""

from collections.abc import Callable

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from sandbox.aws.actions import FORM
from sandbox.aws.writes import CountedWrites
from sandbox.terraform.unchanged import PATH

Count = Callable[..., bool]


@pytest.fixture
def counts() -> Count:
    """Return a function that sends a request, and tells whether it counted."""

    @Request.application
    def moto(_: Request) -> Response:
        return Response("done")

    client = Client(CountedWrites(moto))

    def sent(method: str, path: str = "/", *, target: str = "", form: str = "") -> bool:
        headers = {"X-Amz-Target": target} if target else {}
        before = client.get(PATH).text
        client.open(
            path, method=method, headers=headers, data=form, content_type=FORM if form else None
        )
        return client.get(PATH).text != before

    return sent


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("GET", {"path": "/clusters/platform"}),
        ("HEAD", {"path": "/bucket/key"}),
        ("POST", {"form": "Action=DescribeVpcs&Version=2016-11-15"}),
        ("POST", {"target": "DynamoDB_20120810.Scan"}),
        ("POST", {"path": "/service/GraniteServiceVersion20100801/operation/ListTagsForResource"}),
    ],
)
def test_what_only_reads_does_not_count(
    counts: Count, method: str, request_: dict[str, str]
) -> None:
    assert not counts(method, **request_)


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("POST", {"path": "/clusters"}),
        ("PUT", {"path": "/bucket/key"}),
        ("DELETE", {"path": "/bucket/key"}),
        ("POST", {"form": "Action=CreateVpc&Version=2016-11-15"}),
        ("GET", {"path": "/?Action=CreateVpc&Version=2016-11-15"}),
        ("POST", {"target": "DynamoDB_20120810.PutItem"}),
        ("POST", {"path": "/service/GraniteServiceVersion20100801/operation/PutMetricAlarm"}),
        ("POST", {"path": "/moto-api/reset"}),
    ],
)
def test_all_else_counts(counts: Count, method: str, request_: dict[str, str]) -> None:
    assert counts(method, **request_)


def test_what_is_being_written_counts_again_at_its_end() -> None:
    seen: list[str] = []

    @Request.application
    def moto(_: Request) -> Response:
        seen.append(client.get(PATH).text)
        return Response()

    client = Client(CountedWrites(moto))
    client.post("/clusters")
    assert client.get(PATH).text != seen[0]


def test_two_servers_never_tell_the_same() -> None:
    first, second = (Client(CountedWrites(Response())).get(PATH).text for _ in range(2))
    assert first != second


def test_a_form_reaches_moto_as_it_was_sent() -> None:
    @Request.application
    def moto(request: Request) -> Response:
        return Response(request.form["Action"])

    assert Client(CountedWrites(moto)).post("/", data={"Action": "CreateVpc"}).text == "CreateVpc"
