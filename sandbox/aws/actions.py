"""Reads the action of AWS that a request asks for, by any of AWS's protocols."""

from io import BytesIO
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORM: Final = "application/x-www-form-urlencoded"
_OPERATION: Final = "/operation/"
"""The part of a path before the operation: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html"""


def form_of(environ: "WSGIEnvironment") -> dict[str, list[str]]:
    """Return the form of a request, and leave the request as it was."""
    if not environ.get("CONTENT_TYPE", "").startswith(FORM):
        return {}
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(body)
    return parse_qs(body.decode())


def action_of(environ: "WSGIEnvironment", form: dict[str, list[str]]) -> str | None:
    """Return the action by its name; None where method and path say what is asked.

    Args:
        environ: The request.
        form: Its form.
    """
    asked = form.get("Action") or parse_qs(environ.get("QUERY_STRING", "")).get("Action")
    named = asked or environ.get("HTTP_X_AMZ_TARGET", "").split(".")[1:]
    if named:
        return named[0]
    _, found, operation = environ.get("PATH_INFO", "").rpartition(_OPERATION)
    return operation if found else None
