"""Fields of objects that the API server refuses to change.

Helm 3 does not get around it: `force_update` replaces an object by a PUT, which the API server
refuses as well (https://github.com/helm/helm/issues/7082).
"""

from typing import Any, Final

from terraform_json.types import Json

_FIELDS: Final = {
    "ClusterRoleBinding": ("roleRef",),
    "DaemonSet": ("spec.selector",),
    "Deployment": ("spec.selector",),
    "Job": ("spec.selector", "spec.template", "spec.completionMode"),
    "RoleBinding": ("roleRef",),
    "Secret": ("type",),
    "StatefulSet": (
        "spec.selector",
        "spec.serviceName",
        "spec.podManagementPolicy",
        "spec.volumeClaimTemplates",
    ),
    "StorageClass": ("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"),
}
"""By kind. https://kubernetes.io/docs/concepts/workloads/controllers/ and
https://kubernetes.io/docs/reference/access-authn-authz/rbac/#clusterrolebinding-example"""

_SEALED: Final = ("data", "binaryData", "stringData", "immutable")
"""https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable"""

_CLAIM: Final = "PersistentVolumeClaim"
_CLAIM_MAY: Final = ("resources", "volumeAttributesClassName")
"""https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims"""


def refused_fields(was: Json, is_: Json) -> list[str]:
    """Return the names of the fields that change and must not."""
    kind = is_["kind"]
    fields = list(_FIELDS.get(kind, ()))
    if kind in ("ConfigMap", "Secret") and was.get("immutable") is True:
        fields += _SEALED
    if kind == _CLAIM:
        keys = {**(was.get("spec") or {}), **(is_.get("spec") or {})}
        fields += [f"spec.{key}" for key in keys if key not in _CLAIM_MAY]
    return [each for each in fields if _at(was, each) != _at(is_, each)]


def _at(manifest: Json, path: str) -> Any:  # noqa: ANN401 - JSON
    above, _, name = path.rpartition(".")
    return ((manifest.get(above) or {}) if above else manifest).get(name)
