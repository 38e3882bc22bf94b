"""Stands in for the load balancer controller, as far as others wait for it: an Ingress gets a host.

The Kubernetes provider's `wait_for_load_balancer`, external-dns and people read from the status of
an Ingress that its load balancer is there. Here there is none, and the name resolves nowhere:
https://www.rfc-editor.org/rfc/rfc6761#section-6.4
"""

import logging
from typing import Final

from sandbox.kubernetes.api import Api
from terraform_json.types import Json

CLASS: Final = "alb"
"""The class of the controller's Ingresses."""
_NETWORKING: Final = "/apis/networking.k8s.io/v1"
_log = logging.getLogger(__name__)


def follow(api: Api) -> None:
    """Give each Ingress of the controller's class a host, unless it has one.

    Raises:
        Failure: The API does not answer.
    """
    for ingress in api.items(f"{_NETWORKING}/ingresses"):
        waits = not ingress["status"].get("loadBalancer", {}).get("ingress")
        if ingress["spec"].get("ingressClassName") == CLASS and waits:
            _serve(api, ingress["metadata"])


def _serve(api: Api, metadata: Json) -> None:
    namespace, name = metadata["namespace"], metadata["name"]
    host = f"{name}.{namespace}.load-balancer.invalid"
    path = f"{_NETWORKING}/namespaces/{namespace}/ingresses/{name}/status"
    api.patch(path, {"status": {"loadBalancer": {"ingress": [{"hostname": host}]}}})
    _log.info("the Ingress %s of %s has the host %s, which resolves nowhere", name, namespace, host)
