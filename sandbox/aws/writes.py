"""Counts the requests that may have changed the local AWS: a plan holds as long as there is none.

A request counts unless it is one that only reads, so that what nobody thought of counts. What the
sandbox itself changes does not: it sets the sizes of Auto Scaling groups, which Terraform ignores.
"""

from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from werkzeug.wrappers import Response

from sandbox.aws.actions import action_of, form_of
from sandbox.terraform.unchanged import PATH

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_READ_METHODS: Final = ("GET", "HEAD")
_READ_ACTIONS: Final = (
    "BatchGet",
    "Describe",
    "Get",
    "Head",
    "List",
    "Lookup",
    "Query",
    "Scan",
    "Search",
)


class CountedWrites:
    """A layer around moto that tells how often it was written to."""

    def __init__(self, moto: "WSGIApplication") -> None:
        self._moto = moto
        # Another server, which counts from the beginning, is never taken for this one.
        self._server = uuid4().hex
        self._count = 0
        self._lock = Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") == PATH:
            return Response(f"{self._server}-{self._count}")(environ, start_response)
        if only_reads(environ):
            return self._moto(environ, start_response)
        # Once more at its end: a plan that was made meanwhile has not seen all of it.
        self._add()
        try:
            return self._moto(environ, start_response)
        finally:
            self._add()

    def _add(self) -> None:
        with self._lock:
            self._count += 1


def only_reads(environ: "WSGIEnvironment") -> bool:
    """Tell whether a request cannot change anything."""
    action = action_of(environ, form_of(environ))
    if action is None:
        return environ["REQUEST_METHOD"] in _READ_METHODS
    return action.startswith(_READ_ACTIONS)
