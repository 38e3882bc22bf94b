"""Makes a gap of moto show at once instead of after minutes of retries.

moto answers 500 to an action that it lacks and to a request that it trips over. AWS's SDKs retry a
500, and the AWS provider does so for 9 minutes and more (measured). None of them retries a 501.
"""

import json
import logging
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from sandbox.aws.actions import action_of, form_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CODE: Final = "NotInSandbox"
_SERVICE: Final = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")
# What wraps the error of a service whose errors are XML; all others speak JSON.
_QUERY: Final = ("ErrorResponse",)
_WRAPPERS: Final = {
    "ec2": ("Response", "Errors"),
    "s3": (),
    "cloudfront": _QUERY,
    "route53": _QUERY,
}
# How Flask answers, for moto, to a path that moto has no handler for.
_NO_ROUTE: Final = b"<!doctype html>"

_log = logging.getLogger(__name__)


class GapsShow:
    """A layer around moto that answers 501 where moto has a gap, and names it in the log."""

    def __init__(self, moto: "WSGIApplication") -> None:
        self._moto = moto

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        form = form_of(environ)
        try:
            response = Response.from_app(self._moto, environ, buffered=True)
        except NotImplementedError as error:
            response = _gap(environ, form, str(error))
        except Exception as error:  # noqa: BLE001 - whatever moto trips over is a gap
            _log.exception("moto tripped over a request")
            response = _gap(environ, form, f"{type(error).__name__}: {error}")
        else:
            if response.status_code == HTTPStatus.NOT_FOUND and response.data.startswith(_NO_ROUTE):
                response = _gap(environ, form, "moto has no such path")
        return response(environ, start_response)


def _gap(environ: "WSGIEnvironment", form: dict[str, list[str]], reason: str) -> Response:
    scope = _SERVICE.search(environ.get("HTTP_AUTHORIZATION", ""))
    service = scope[1] if scope else "an unsigned request"
    action = action_of(environ, form) or f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
    message = f"The sandbox lacks {action} of {service}: {reason}"
    _log.error("%s", message)
    wrappers = _WRAPPERS.get(service, _QUERY if form else None)
    if wrappers is None:
        body, kind = json.dumps({"__type": CODE, "message": message}), "application/json"
    else:
        body, kind = _xml(wrappers, message), "text/xml"
    headers = {"x-amzn-errortype": CODE}
    return Response(body, HTTPStatus.NOT_IMPLEMENTED, headers, content_type=kind)


def _xml(wrappers: tuple[str, ...], message: str) -> str:
    error = f"<Error><Code>{CODE}</Code><Message>{escape(message)}</Message></Error>"
    for tag in reversed(wrappers):
        error = f"<{tag}>{error}</{tag}>"
    return error
