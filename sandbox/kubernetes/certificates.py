"""The certificates by which the components and their clients know each other.

A control plane makes its own authority: what that signs is of no use anywhere else.
"""

import os
from pathlib import Path

import trustme

from sandbox.kubernetes.ports import LOOPBACK

ADMINISTRATORS = "system:masters"

# Whom a client certificate stands for: Kubernetes reads the user from the common name and the group
# from the organization. The components get the built-in RBAC roles of their names.
CLIENTS = {
    "admin": ("admin", ADMINISTRATORS),
    "kube-controller-manager": ("system:kube-controller-manager", None),
    "kube-scheduler": ("system:kube-scheduler", None),
    "kwok": ("kwok", ADMINISTRATORS),
    "metrics-server": ("metrics-server", ADMINISTRATORS),
    # As its pods would: it has the rights that its addon gives it.
    "rollouts-controller": ("system:serviceaccount:argo-rollouts:argo-rollouts", None),
}


def write_certificates(directory: Path) -> None:
    """Makes an authority and what it signs, as PEM files that only their owner can read.

    Args:
        directory: Gets `ca.crt`, and `<name>.crt` and `<name>.key` for `server`, `service-accounts`
            (whose key signs their tokens) and each of CLIENTS. So it gets `front-proxy-ca.crt`, and
            what that signs for the API server. The authorities' own keys are not kept.
    """
    directory.mkdir(mode=0o700)
    authority = trustme.CA()
    # An authority of its own: whoever has a certificate of it may say for whom a request is.
    front_proxy = trustme.CA()
    _write(directory / "ca.crt", authority.cert_pem)
    _write(directory / "front-proxy-ca.crt", front_proxy.cert_pem)
    leaves = {
        "front-proxy": front_proxy.issue_cert("front-proxy", common_name="front-proxy"),
        "server": authority.issue_cert(LOOPBACK),
        "service-accounts": authority.issue_cert("service-accounts"),
    } | {
        name: authority.issue_cert(name, common_name=user, organization_name=group)
        for name, (user, group) in CLIENTS.items()
    }
    for name, leaf in leaves.items():
        _write(directory / f"{name}.crt", leaf.cert_chain_pems[0])
        _write(directory / f"{name}.key", leaf.private_key_pem)


def _write(path: Path, pem: trustme.Blob) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem.bytes())
