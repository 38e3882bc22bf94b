"""The resource metrics API, which `kubectl top` and autoscalers ask: where metrics-server stands.

A real metrics-server runs beside the control plane, and asks kwok as it asks kubelets. It stands
behind whatever Service the API is registered for: that of its chart, or else a stand-in.
"""

from typing import Final

from sandbox.kubernetes.api import Api

NAME: Final = "metrics-server"
API: Final = "v1beta1.metrics.k8s.io"
REGISTRATIONS: Final = "/apis/apiregistration.k8s.io/v1/apiservices"
_NAMESPACE: Final = "kube-system"


def plays(api: Api, host: str) -> bool:
    """Tell whether a host is the Service that the resource metrics API is registered for.

    Args:
        api: The control plane.
        host: The ClusterIP of a Service, or the name that it stands for.

    Raises:
        Failure: The API does not answer.
    """
    registration = api.get(f"{REGISTRATIONS}/{API}")
    if not registration:
        return False
    service = registration["spec"]["service"]
    found = api.get(f"/api/v1/namespaces/{service['namespace']}/services/{service['name']}")
    return found is not None and host in (
        found["spec"].get("clusterIP"),
        found["spec"].get("externalName"),
    )


def stand_in(api: Api) -> None:
    """Register the API where the chart of metrics-server is left out.

    The objects have the chart's names, and say that they are of its release: so Helm takes them
    over once the chart comes, and does not refuse them as somebody else's.

    Raises:
        Failure: The API refuses, or does not answer.
    """
    metadata = {
        "labels": {"app.kubernetes.io/managed-by": "Helm"},
        "annotations": {
            "meta.helm.sh/release-name": NAME,
            "meta.helm.sh/release-namespace": _NAMESPACE,
        },
    }
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": NAME, "namespace": _NAMESPACE, **metadata},
        # It has no pods, without which a ClusterIP would count as out of order.
        "spec": {"type": "ExternalName", "externalName": f"{NAME}.sandbox"},
    }
    registration = {
        "apiVersion": "apiregistration.k8s.io/v1",
        "kind": "APIService",
        "metadata": {"name": API, **metadata},
        "spec": {
            "group": "metrics.k8s.io",
            "version": "v1beta1",
            "groupPriorityMinimum": 100,
            "versionPriority": 100,
            "service": {"name": NAME, "namespace": _NAMESPACE, "port": 443},
            # As in the chart. It is reached by a socket file that is the owner's alone.
            "insecureSkipTLSVerify": True,
        },
    }
    api.apply(f"/api/v1/namespaces/{_NAMESPACE}/services/{NAME}", service)
    api.apply(f"{REGISTRATIONS}/{API}", registration)
