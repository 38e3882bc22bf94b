"""Gives a request that is repeated the answer that got lost on the way.

On a starved machine a connection breaks now and then after moto has done what was asked (measured:
one in some hundred runs of Terraform). AWS's SDKs then ask again, and what is done once only, such
as taking a lock, is refused the second time: Terraform meets its own lock. The SDKs mark all
attempts of one call alike:
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

from collections import OrderedDict
from collections.abc import Iterable
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
    """A layer around moto that does what a call asks once, however often it is sent."""

    def __init__(self, moto: "WSGIApplication") -> None:
        self._moto = moto
        self._answers: OrderedDict[str, Response] = OrderedDict()
        self._lock = Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        call = environ.get(CALL)
        if call is None or environ["REQUEST_METHOD"] in READING:
            return self._moto(environ, start_response)
        with self._lock:
            response = self._answers.get(call)
        if response is None:
            response = Response.from_app(self._moto, environ, buffered=True)
            if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                self._keep(call, response)
        return response(environ, start_response)

    def _keep(self, call: str, response: Response) -> None:
        with self._lock:
            self._answers[call] = response
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
