"""Answers the API server's question for whom a token stands: a TokenReview over HTTP.

https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from moto.eks.models import eks_backends
from moto.utilities.utils import get_partition
from werkzeug.wrappers import Request, Response

from sandbox.joints.access import user_of
from sandbox.joints.tokens import TokenError, caller_of
from terraform_json.types import Json

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH: Final = "/sandbox/token-reviews"
"""Followed by the region and the name of the cluster that asks."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Authenticator:
    """A layer around the local AWS that reviews tokens for its clusters.

    Attributes:
        application: The local AWS.
        account: Its account.
    """

    application: "WSGIApplication"
    account: str

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer a review; pass on everything else."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(f"{PATH}/"):
            return self.application(environ, start)
        region, _, name = path.removeprefix(f"{PATH}/").partition("/")
        request = Request(environ)
        token = request.get_json(force=True)["spec"]["token"]
        endpoint = f"http://{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
        review = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenReview",
            "status": self._status(token, region=region, name=name, endpoint=endpoint),
        }
        response = Response(json.dumps(review), content_type="application/json")
        return response(environ, start)

    def _status(self, token: str, *, region: str, name: str, endpoint: str) -> Json:
        try:
            caller = caller_of(
                token,
                cluster=name,
                endpoint=endpoint,
                account=self.account,
                partition=get_partition(region),
            )
        except TokenError as error:
            _log.info("a token is refused: %s", error)
            return {"authenticated": False, "error": str(error)}
        cluster = eks_backends[self.account][region].clusters.get(name)
        user = user_of(cluster, caller) if cluster else None
        if user is None:
            _log.info("%s has no access entry in %s", caller, name)
            return {"authenticated": False, "error": f"{caller} has no access entry"}
        return {"authenticated": True, "user": user}
