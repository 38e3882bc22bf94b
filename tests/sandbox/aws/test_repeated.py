from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Event

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from sandbox.aws.repeated import KEPT, RepeatedRequests
from tests.patience import PATIENCE_SECONDS, eventually

Send = Callable[..., tuple[int, str]]


@pytest.fixture
def statuses() -> list[int]:
    """Return the statuses that moto answers with, in turn; 200 once they are used up."""
    return []


@pytest.fixture
def send(statuses: list[int]) -> Send:
    """Return a function that sends a request to something that counts what it is asked."""
    asked = 0

    @Request.application
    def counting(_: Request) -> Response:
        nonlocal asked
        asked += 1
        return Response(str(asked), statuses.pop(0) if statuses else HTTPStatus.OK)

    client = Client(RepeatedRequests(counting))

    def sent(call: str | None = "one", method: str = "POST") -> tuple[int, str]:
        headers = {"amz-sdk-invocation-id": call} if call else {}
        answer = client.open(method=method, headers=headers)
        return answer.status_code, answer.text

    return sent


def test_a_call_that_is_sent_again_is_not_done_again(send: Send) -> None:
    assert [send(), send()] == [(200, "1"), (200, "1")]


def test_a_call_that_is_sent_again_meanwhile_waits_for_the_answer() -> None:
    asked, answered = [], Event()

    @Request.application
    def slow(_: Request) -> Response:
        asked.append(1)
        answered.wait(PATIENCE_SECONDS)
        return Response("once")

    client = Client(RepeatedRequests(slow))

    def send() -> str:
        return client.post(headers={"amz-sdk-invocation-id": "one"}).text

    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(send) for _ in range(3)]
        eventually(lambda: asked)
        assert not any(each.done() for each in answers)
        answered.set()
        assert [each.result() for each in answers] == ["once"] * 3
    assert len(asked) == 1


def test_another_call_is_done(send: Send) -> None:
    assert [send("one"), send("two")] == [(200, "1"), (200, "2")]


def test_a_refusal_is_an_answer(send: Send, statuses: list[int]) -> None:
    statuses.append(400)
    assert [send(), send()] == [(400, "1"), (400, "1")]


def test_a_failure_is_tried_again(send: Send, statuses: list[int]) -> None:
    statuses.append(500)
    assert [send(), send()] == [(500, "1"), (200, "2")]


def test_what_only_reads_is_read_anew(send: Send) -> None:
    assert [send(method="GET"), send(method="GET")] == [(200, "1"), (200, "2")]


def test_a_request_that_names_no_call_is_done(send: Send) -> None:
    assert [send(None), send(None)] == [(200, "1"), (200, "2")]


def test_old_answers_are_forgotten(send: Send) -> None:
    for number in range(KEPT + 1):
        send(str(number))
    assert send(str(KEPT)) == (200, str(KEPT + 1))
    assert send("0") == (200, str(KEPT + 2))
