"""The control plane behind a cluster: by default none, in a whole sandbox a real one."""

import base64
from typing import NamedTuple, Protocol
from uuid import uuid4


class Endpoint(NamedTuple):
    """How a cluster is reached.

    Attributes:
        url: The URL of its API.
        authority: The certificate of the authority that vouches for it, as PEM.
        identity: The name that its issuer of tokens gets, which on EKS is in the URL too.
    """

    url: str
    authority: str
    identity: str


class ControlPlanes(Protocol):
    """Starts and stops the control planes of clusters."""

    def start(self, name: str, region: str) -> Endpoint:
        """Start the control plane of a new cluster and return how it is reached.

        Raises:
            Failure: It did not start.
        """

    def stop(self, name: str) -> None:
        """Stop the control plane of a cluster that is deleted, with all that it held."""


class Invented:
    """No control plane: an endpoint that nobody answers, and that no other cluster has."""

    def start(self, name: str, region: str) -> Endpoint:
        """Return an endpoint of the form that EKS gives."""
        del name
        host = uuid4().hex.upper()
        certificate = base64.b64encode(host.encode()).decode()
        pem = f"-----BEGIN CERTIFICATE-----\n{certificate}\n-----END CERTIFICATE-----\n"
        return Endpoint(f"https://{host}.gr7.{region}.eks.amazonaws.com", pem, host)

    def stop(self, name: str) -> None:
        """Do nothing."""


class _Chosen:
    planes: ControlPlanes = Invented()


def use(planes: ControlPlanes) -> None:
    """Let clusters that are made from now on have these control planes."""
    _Chosen.planes = planes


def chosen() -> ControlPlanes:
    """Return the control planes that clusters get."""
    return _Chosen.planes
