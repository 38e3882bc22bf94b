"""Where the API keeps objects, as it says itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread

import pytest
import requests

from ops.command import Failure
from sandbox.kubernetes import LocalControlPlane
from sandbox.kubernetes.api import Api, ApiError
from sandbox.kubernetes.ports import LOOPBACK
from terraform_json.types import Json


class Known(Api):
    """An API with a few kinds."""

    def __init__(self) -> None:
        super().__init__("https://127.0.0.1", Path("nowhere"))
        self.asked: list[str] = []

    def get(self, path: str, **_: str) -> Json | None:
        """Return the kinds of a version."""
        self.asked.append(path)
        namespaces = {"kind": "Namespace", "namespaced": False}
        policies = {"kind": "NetworkPolicy", "namespaced": True}
        kinds = {
            "/api/v1": [
                namespaces | {"name": "namespaces/status"},
                namespaces | {"name": "namespaces"},
            ],
            "/apis/networking.k8s.io/v1": [policies | {"name": "networkpolicies"}],
        }
        return {"resources": kinds[path]} if path in kinds else None


def of_kind(version: str, kind: str) -> Json:
    metadata = {"name": "one", "namespace": "shop"}
    return {"apiVersion": version, "kind": kind, "metadata": metadata}


@pytest.mark.parametrize(
    ("version", "kind", "path"),
    [
        ("v1", "Namespace", "/api/v1/namespaces/one"),
        (
            "networking.k8s.io/v1",
            "NetworkPolicy",
            "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/one",
        ),
    ],
)
def test_an_object_is_kept_where_its_kind_is(version: str, kind: str, path: str) -> None:
    assert Known().place(of_kind(version, kind)) == path


def test_the_kinds_of_a_version_are_asked_for_once() -> None:
    api = Known()
    for _ in range(2):
        api.place(of_kind("v1", "Namespace"))
    assert api.asked == ["/api/v1"]


@pytest.mark.parametrize(("version", "kind"), [("v1", "Shop"), ("example.com/v1", "Namespace")])
def test_a_kind_that_the_api_has_not_is_told(version: str, kind: str) -> None:
    with pytest.raises(Failure, match=f"has no {kind} of {version}"):
        Known().place(of_kind(version, kind))


def test_of_threads_that_ask_one_is_answered_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    both = Barrier(2)

    def answers(*_: object, **__: object) -> requests.Response:
        with pytest.raises(BrokenBarrierError):
            both.wait(timeout=0.2)
        answer = requests.Response()
        answer.status_code = 200
        return answer

    monkeypatch.setattr(requests.Session, "request", answers)
    api = Api("https://127.0.0.1", Path("nowhere"))
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(api.get, ("/one", "/two"))) == [{}, {}]


def test_of_a_group_that_is_not_known_there_is_nothing(control_plane: LocalControlPlane) -> None:
    # In place of JSON the API says so in plain text.
    assert control_plane.api.get("/apis/unknown.example.com/v1") is None
    assert control_plane.api.items("/apis/unknown.example.com/v1/ones") == []


@pytest.fixture
def answers() -> list[int]:
    """Return the statuses that an API answers with, in turn."""
    return []


@pytest.fixture
def answering(answers: list[int], tmp_path: Path) -> Iterator[Api]:
    """Return a client of an API that has nothing but statuses."""

    class Statuses(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(answers.pop(0))
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_DELETE(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    for name in ("ca", "admin"):
        (tmp_path / f"{name}.crt").touch()
    (tmp_path / "admin.key").touch()
    with ThreadingHTTPServer((LOOPBACK, 0), Statuses) as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield Api(f"http://{LOOPBACK}:{server.server_port}", tmp_path)
        server.shutdown()
        serving.join()


def test_what_the_api_wants_asked_again_is_asked_again(answering: Api, answers: list[int]) -> None:
    answers += [429, 429, 200]
    assert answering.get("/api/v1/nodes") == {}
    assert not answers


def test_what_changes_something_is_not_asked_again(answering: Api, answers: list[int]) -> None:
    answers += [429, 200]
    with pytest.raises(ApiError) as refused:
        answering.delete("/api/v1/nodes/one")
    assert (refused.value.status, answers) == (429, [200])
