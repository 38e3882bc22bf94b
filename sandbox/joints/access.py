"""Access to the control plane, and its rights, by EKS's access entries and access policies.

The API server asks here for whom a token stands. The answer names groups, and role bindings give
the groups what the access policies give on EKS: it has no RBAC objects for them, but says for each
what it comes to: https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
"""

import logging
from collections.abc import Iterator
from typing import Any, Final

from moto.eks.models import Cluster

from sandbox.aws.eks.access_entries import ENTRIES, policies_of
from sandbox.kubernetes.api import Api
from terraform_json.types import Json

ROLES: Final = {
    "AmazonEKSClusterAdminPolicy": "cluster-admin",
    "AmazonEKSAdminPolicy": "admin",
    "AmazonEKSAdminViewPolicy": "sandbox:admin-view",
    "AmazonEKSEditPolicy": "edit",
    "AmazonEKSViewPolicy": "view",
}
"""The cluster role that stands for an access policy."""
ADMIN_VIEW: Final[Json] = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "sandbox:admin-view"},
    "rules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["get", "list", "watch"]}],
}
_RBAC: Final = "/apis/rbac.authorization.k8s.io/v1"
_log = logging.getLogger(__name__)


def prepare(api: Api) -> None:
    """Make the roles and bindings that need no namespace."""
    api.apply(f"{_RBAC}/clusterroles/sandbox:admin-view", ADMIN_VIEW)
    for policy, role in ROLES.items():
        group = _group(policy)
        binding = _binding("ClusterRoleBinding", group, role)
        api.apply(f"{_RBAC}/clusterrolebindings/{group}", binding)


def follow(api: Api, cluster: Cluster) -> None:
    """Bind the groups of policies that hold in some namespaces only, where those are."""
    bindings = {
        (namespace, policy)
        for _, policy, namespaces in _associated(cluster)
        for namespace in namespaces
    }
    if not bindings:
        return
    standing = {item["metadata"]["name"] for item in api.items("/api/v1/namespaces")}
    for namespace, policy in bindings:
        if namespace in standing:
            group = _group(policy, namespace)
            path = f"{_RBAC}/namespaces/{namespace}/rolebindings/{group}"
            api.apply(path, _binding("RoleBinding", group, ROLES[policy]))


def user_of(cluster: Cluster, caller: str) -> Json | None:
    """Return for whom Kubernetes takes a principal; None where no access entry lets it in.

    Args:
        cluster: The cluster.
        caller: The principal's ARN, that of a session for a role.
    """
    principal = _entry_of(cluster, principal_of(caller))
    if principal is None:
        return None
    entry = ENTRIES.of(cluster)[principal]
    groups = list(entry["kubernetesGroups"])
    for owner, policy, namespaces in _associated(cluster):
        if owner == principal:
            groups += [_group(policy, each) for each in namespaces] or [_group(policy)]
    return {"username": entry["username"], "uid": principal, "groups": groups}


def principal_of(caller: str) -> str:
    """Return the principal of an access entry: of a session its role, without the role's path."""
    arn, kind, rest = caller.partition(":assumed-role/")
    if not kind:
        return caller
    partition, account = arn.split(":")[1], arn.split(":")[4]
    return f"arn:{partition}:iam::{account}:role/{rest.split('/')[0]}"


def _entry_of(cluster: Cluster, principal: str) -> str | None:
    """Return the principal of the entry for a principal: entries name roles with their paths."""
    account, _, name = principal.partition("/")
    return next(
        (
            each
            for each in list(ENTRIES.of(cluster))
            if each.startswith(f"{account}/") and each.rpartition("/")[2] == name.rpartition("/")[2]
        ),
        None,
    )


def _associated(cluster: Cluster) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each principal with its policies, and the namespaces of each; none for all."""
    # Copies, since requests change them meanwhile.
    for principal, entry in list(ENTRIES.of(cluster).items()):
        for associated in policies_of(entry):
            scope: dict[str, Any] = associated["accessScope"]
            name = associated["policyArn"].rpartition("/")[2]
            namespaces = list(scope.get("namespaces") or ())
            if name not in ROLES:
                _log.warning("the access policy %s is not known here: it gives nothing", name)
            elif namespaces or scope["type"] == "cluster":
                yield principal, name, namespaces


def _group(policy: str, namespace: str = "") -> str:
    return f"eks:access-policy:{policy}{f':{namespace}' if namespace else ''}"


def _binding(kind: str, group: str, role: str) -> Json:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": group},
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": role,
        },
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": group}],
    }
