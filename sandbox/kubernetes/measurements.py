"""Stands in for Prometheus, which measures the pods of a canary: they run nothing here.

It answers as a proxy, whatever the address that is asked: what is asked, and of whom, is what the
chart says.
"""

import json
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Final

_QUERY: Final = "/api/v1/query"


class Measurements:
    """Answers queries, from `start` to `stop`.

    https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries

    Attributes:
        value: What it says, whatever is asked; None where nothing was measured, as of pods that
            nobody asked anything.
    """

    def __init__(self) -> None:
        self.value: float | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        measurements = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                found = self.path.partition("?")[0].endswith(_QUERY)
                self.send_response(HTTPStatus.OK if found else HTTPStatus.NOT_FOUND)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(_answer(measurements.value))

            do_GET = do_POST  # noqa: N815 - the library's name

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - likewise
                """Say nothing."""

        return Handler


def _answer(value: float | None) -> bytes:
    """Return a vector of one value, or of none."""
    result = [] if value is None else [{"metric": {}, "value": [0, str(value)]}]
    data = {"resultType": "vector", "result": result}
    return json.dumps({"status": "success", "data": data}).encode()
