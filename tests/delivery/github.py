"""A GitHub that answers on this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class FakeGithub:
    """GitHub's API.

    Attributes:
        url: Its address.
        answer: The answer to everything: text as it is, anything else as JSON.
        answers: The next answers, where they differ from each other.
        routes: The answers to paths that hold a text, before all others.
        status: The status of the answer.
        asked: The path of each request, and its authorization.
        written: The method, the path and the data of each request that writes.
    """

    url: str
    answer: object = None
    answers: Iterator[object] | None = None
    routes: dict[str, object] = field(default_factory=dict)
    status: int = 200
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    written: list[tuple[str, str, object]] = field(default_factory=list)


@contextmanager
def fake_github() -> Iterator[FakeGithub]:
    """Serve GitHub's API on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fake.asked.append((self.path, self.headers["Authorization"]))
            routed = [answer for text, answer in fake.routes.items() if text in self.path]
            answer = next(fake.answers) if fake.answers and not routed else fake.answer
            self._answer(routed[0] if routed else answer)

        def do_PATCH(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            data = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fake.written.append((self.command, self.path, data))
            self._answer({"id": 1})

        def _answer(self, answer: object) -> None:
            self.send_response(fake.status)
            self.end_headers()
            text = answer if isinstance(answer, str) else json.dumps(answer)
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        fake = FakeGithub(url=f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()
