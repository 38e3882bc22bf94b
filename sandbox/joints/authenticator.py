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
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Authenticator:
    """A layer around the local AWS that reviews tokens for its cluster, of which there is one.

    Attributes:
        application: The local AWS.
        account: Its account.
    """

    application: "WSGIApplication"
    account: str

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        """Answer a review; pass on everything else."""
        if environ.get("PATH_INFO") != PATH:
            return self.application(environ, start)
        request = Request(environ)
        token = request.get_json(force=True)["spec"]["token"]
        endpoint = f"http://{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
        review = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenReview",
            "status": self._status(token, endpoint),
        }
        response = Response(json.dumps(review), content_type="application/json")
        return response(environ, start)

    def _status(self, token: str, endpoint: str) -> Json:
        backends = list(eks_backends[self.account].items())
        made = ((region, each) for region, one in backends for each in list(one.clusters.values()))
        region, cluster = next(made, ("", None))
        # The control plane may run before Terraform has made the cluster.
        if cluster is None:
            return {"authenticated": False, "error": "there is no cluster yet"}
        try:
            caller = caller_of(
                token,
                cluster=cluster.name,
                endpoint=endpoint,
                account=self.account,
                partition=get_partition(region),
            )
        except TokenError as error:
            _log.info("a token is refused: %s", error)
            return {"authenticated": False, "error": str(error)}
        user = user_of(cluster, caller)
        if user is None:
            _log.info("%s has no access entry in %s", caller, cluster.name)
            return {"authenticated": False, "error": f"{caller} has no access entry"}
        return {"authenticated": True, "user": user}
