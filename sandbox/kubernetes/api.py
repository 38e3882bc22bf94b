"""The Kubernetes API over HTTP, as an administrator: what the joints of the sandbox need of it."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from ops.command import Failure
from terraform_json.types import Json

ANSWER_SECONDS: Final = 120
"""When to give up, for a machine that is busy with other work."""
MERGE: Final = "application/merge-patch+json"
APPLY: Final = "application/apply-patch+yaml"
_WHEN_TOLD: Final = Retry(
    total=10,
    connect=0,
    read=False,
    status_forcelist=[HTTPStatus.TOO_MANY_REQUESTS],
    allowed_methods=["GET"],
    raise_on_status=False,
)
"""What only reads is read again where the API says so, as kubectl does: a second after a kind was
defined, "storage is (re)initializing". Of an eviction the same status is the answer."""


class ApiError(Failure):
    """The API refused a request.

    Attributes:
        status: The status of HTTP.
    """

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """A client of one control plane; of several threads that ask, one is answered at a time.

    Args:
        url: The URL of its API.
        pki: The folder with `ca.crt`, `admin.crt` and `admin.key`.
    """

    def __init__(self, url: str, pki: Path) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.verify = str(pki / "ca.crt")
        self._session.cert = (str(pki / "admin.crt"), str(pki / "admin.key"))
        self._session.mount(url, HTTPAdapter(max_retries=_WHEN_TOLD))
        # No proxy, whatever the user's environment says.
        self._session.trust_env = False
        self._kinds: dict[str, list[Json]] = {}
        # `requests` does not say that threads may share a session.
        self._asking = Lock()

    def get(self, path: str, **parameters: str) -> Json | None:
        """Return what stands at a path; None where nothing does.

        Args:
            path: Such as `/api/v1/nodes`.
            parameters: Such as `labelSelector`.

        Raises:
            ApiError: The API refused.
        """
        try:
            return self._ask("GET", path, parameters=parameters)
        except ApiError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def items(self, path: str, **parameters: str) -> list[Json]:
        """Return the objects of a list; none where the API has no such kind."""
        found: list[Json] = (self.get(path, **parameters) or {}).get("items", [])
        return found

    def watch(self, path: str, version: str, seconds: int) -> Iterator[Json]:
        """Yield each change of the objects of a list as it happens: its `type` and the `object`.

        https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes

        Args:
            path: The path of the list.
            version: The `resourceVersion` of the list after which changes are wanted.
            seconds: How long.

        Raises:
            Failure: The API refused, or does not answer.
        """
        wanted = {"watch": "1", "resourceVersion": version, "timeoutSeconds": str(seconds)}
        try:
            with self._session.get(
                self._url + path, params=wanted, stream=True, timeout=seconds + ANSWER_SECONDS
            ) as answer:
                if not answer.ok:
                    raise ApiError(answer.status_code, f"watching {path}: {answer.text}")
                for line in answer.iter_lines():
                    yield json.loads(line)
        except requests.RequestException as error:
            raise Failure(f"The Kubernetes API does not answer: {error}") from error

    def create(self, path: str, body: Json) -> Json:
        """Create an object below a path.

        Raises:
            ApiError: The API refused, such as an eviction that a disruption budget forbids (429).
        """
        return self._ask("POST", path, body=body)

    def apply(self, path: str, body: Json) -> Json:
        """Make an object as it is described, by server-side apply.

        Raises:
            ApiError: The API refused, such as a field that it does not know.
        """
        how = {"fieldManager": "sandbox", "force": "true", "fieldValidation": "Strict"}
        return self._ask("PATCH", path, body=body, parameters=how, kind=APPLY)

    def place(self, manifest: Json) -> str:
        """Return the path at which the API keeps an object.

        Raises:
            Failure: The API has no such kind.
        """
        version, kind, metadata = (manifest[key] for key in ("apiVersion", "kind", "metadata"))
        root = f"/apis/{version}" if "/" in version else f"/api/{version}"
        if root not in self._kinds:
            self._kinds[root] = (self.get(root) or {}).get("resources", [])
        # A subresource, such as `pods/status`, has the kind of its resource.
        found = (each for each in self._kinds[root] if each["kind"] == kind)
        known = next((each for each in found if "/" not in each["name"]), None)
        if known is None:
            raise Failure(f"The Kubernetes API has no {kind} of {version}")
        where = f"/namespaces/{metadata['namespace']}" if known["namespaced"] else ""
        return f"{root}{where}/{known['name']}/{metadata['name']}"

    def patch(self, path: str, body: Json) -> Json:
        """Merge changes into an object."""
        return self._ask("PATCH", path, body=body, kind=MERGE)

    def delete(self, path: str) -> None:
        """Delete an object, if it is there."""
        try:
            self._ask("DELETE", path)
        except ApiError as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise

    def _ask(
        self,
        method: str,
        path: str,
        *,
        body: Json | None = None,
        parameters: dict[str, str] | None = None,
        kind: str = "application/json",
    ) -> Json:
        try:
            with self._asking:
                answer = self._session.request(
                    method,
                    self._url + path,
                    json=body,
                    params=parameters,
                    headers={"Content-Type": kind} if body is not None else None,
                    timeout=ANSWER_SECONDS,
                )
        except requests.RequestException as error:
            raise Failure(f"The Kubernetes API does not answer: {error}") from error
        said = _said(answer)
        if not answer.ok:
            raise ApiError(answer.status_code, f"{method} {path}: {said.get('message', said)}")
        found: Json = said
        return found


def _said(answer: requests.Response) -> Any:  # noqa: ANN401 - JSON
    try:
        return answer.json() if answer.content else {}
    except requests.JSONDecodeError:
        # That it does not know a group it says in plain text.
        return {"message": answer.text.strip()}
