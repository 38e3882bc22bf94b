"""Gives a request that is repeated the answer that got lost on the way.

On a starved machine a connection breaks now and then after moto has done what was asked (measured:
one in some hundred runs of Terraform). AWS's SDKs then ask again, and what is done once only, such
as taking a lock, is refused the second time: Terraform meets its own lock. The SDKs mark all
attempts of one call alike:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html

A connection may break while moto is still at it, too.
"""

from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import Future
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Final

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT: Final = 100
"""Answers that are kept: an SDK asks again within seconds."""
CALL: Final = "HTTP_AMZ_SDK_INVOCATION_ID"
READING: Final = ("GET", "HEAD")


class RepeatedRequests:
    """A layer around moto that does what a call asks once, however often it is sent.

    What is sent again while moto is still at it waits for the same answer.
    """

    def __init__(self, moto: "WSGIApplication") -> None:
        self._moto = moto
        self._answers: OrderedDict[str, Future[Response | None]] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        call = environ.get(CALL)
        if call is None or environ["REQUEST_METHOD"] in READING:
            return self._moto(environ, start_response)
        while True:
            with self._lock:
                answer = self._answers.get(call)
                if answer is None:
                    mine = self._answers[call] = Future[Response | None]()
                    break
            response = answer.result()
            if response is not None:
                return response(environ, start_response)
        return self._answer(call, environ, mine)(environ, start_response)

    def _answer(
        self, call: str, environ: "WSGIEnvironment", answer: Future[Response | None]
    ) -> Response:
        """Ask moto; give the answer to those who have asked again meanwhile, unless it failed."""
        kept = None
        try:
            response = Response.from_app(self._moto, environ, buffered=True)
            if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                kept = response
            return response
        finally:
            with self._lock:
                if kept is None:
                    del self._answers[call]
                self._forget_the_oldest()
            answer.set_result(kept)

    def _forget_the_oldest(self) -> None:
        done = [call for call, answer in self._answers.items() if answer.done()]
        for call in done[: max(0, len(self._answers) - KEPT)]:
            del self._answers[call]
