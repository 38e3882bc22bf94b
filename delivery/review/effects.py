"""Effects that the change of an object has on pods."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from delivery.markdown import code
from delivery.review.immutable import refused_fields
from terraform_json.types import Json


class Gravity(IntEnum):
    """How grave an effect is, the gravest first."""

    REFUSED = 0
    STOPS = 1
    RESTARTS = 2
    AT_ONCE = 3
    NONE = 4


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An effect.

    Attributes:
        text: It in a few words, in Markdown.
        gravity: How grave it is.
    """

    text: str
    gravity: Gravity


HOOK: Final = "helm.sh/hook"
"""The annotation of an object that Helm makes at a moment: https://helm.sh/docs/topics/charts_hooks/"""
_ADMITTED: Final = "other objects are admitted, at once"
_NEXT_CANARY: Final = "holds from the next canary on"
_READ_LATER: Final = "pods read it when they start, and as a file within minutes"
_AT_ONCE: Final = {
    "AnalysisTemplate": _NEXT_CANARY,
    "ConfigMap": _READ_LATER,
    "HorizontalPodAutoscaler": "other bounds of scaling, at once",
    "Ingress": "other routing, at once",
    "NetworkPolicy": "other traffic is allowed, at once",
    "PersistentVolumeClaim": "grows, if its storage class allows it; a smaller size is refused",
    "PodDisruptionBudget": "drains may take other pods, at once",
    "Role": "other rights in the cluster, at once",
    "ClusterRole": "other rights in the cluster, at once",
    "RoleBinding": "other rights in the cluster, at once",
    "ClusterRoleBinding": "other rights in the cluster, at once",
    "Rollout": _NEXT_CANARY,
    "Secret": _READ_LATER,
    "Service": "other routing, at once",
    "ValidatingAdmissionPolicy": _ADMITTED,
    "ValidatingAdmissionPolicyBinding": _ADMITTED,
}
_REFUSED: Final = "the upgrade is refused; delete it first, or rename it"
_KEPT: Final = ("AnalysisTemplate", "Rollout")
"""The kinds that our chart has Helm keep, and that `delivery ready` deletes in the end."""
_HOLDS_MORE: Final = ("CustomResourceDefinition", "Namespace", "PersistentVolumeClaim")


def effect_of(was: Json | None, is_: Json | None) -> Effect:
    """Return what the change of an object does.

    Args:
        was: The manifest before; None where the object comes.
        is_: The manifest after; None where it goes.
    """
    if was is None or is_ is None:
        return _comes_or_goes(was, is_)
    if hook := annotations(is_).get(HOOK):
        return _hook(str(hook), is_)
    if fixed := refused_fields(was, is_):
        text = f"{', '.join(fixed)} is immutable: {_REFUSED}"
        return Effect(text=text, gravity=Gravity.REFUSED)
    if told := [*_moves(was, is_), *_restart(was, is_), *_scaling(was, is_)]:
        text = "; ".join(each.text for each in told)
        return Effect(text=text, gravity=min(each.gravity for each in told))
    if text := _AT_ONCE.get(is_["kind"], ""):
        return Effect(text=text, gravity=Gravity.AT_ONCE)
    return Effect(text="no pod restarts", gravity=Gravity.NONE)


def annotations(manifest: Json) -> Json:
    """Return the annotations of an object."""
    found: Json = manifest["metadata"].get("annotations") or {}
    return found


def _comes_or_goes(was: Json | None, is_: Json | None) -> Effect:
    kind = (was or is_ or {})["kind"]
    pods = kind in (*_CONTROLLERS, "Job", "CronJob")
    if was is None:
        return Effect(text="starts pods" if pods else "comes", gravity=Gravity.NONE)
    if kind in _KEPT:
        text = "stays until its Deployment has its pods"
        return Effect(text=text, gravity=Gravity.NONE)
    if pods:
        return Effect(text="stops its pods", gravity=Gravity.STOPS)
    if kind in _HOLDS_MORE:
        return Effect(text="goes, with all that it holds", gravity=Gravity.STOPS)
    return Effect(text="goes", gravity=Gravity.AT_ONCE)


def _hook(hook: str, is_: Json) -> Effect:
    """Return the effect on an object of a hook, which Helm makes each time and never updates.

    Without a policy, Helm deletes the former one first.
    https://helm.sh/docs/topics/charts_hooks/#hook-deletion-policies
    """
    policy = str(annotations(is_).get(f"{HOOK}-delete-policy") or "")
    if policy and "before-hook-creation" not in policy:
        text = f"made by the hook {code(hook)}, which fails while the former one is there"
    else:
        text = f"deleted and made again by the hook {code(hook)}"
    return Effect(text=text, gravity=Gravity.AT_ONCE)


def _moves(was: Json, is_: Json) -> Iterator[Effect]:
    """Yield the effect of a Deployment that gives its pods to a Rollout, or takes them back."""
    old, new = (bool(_spec(each, "paused")) for each in (was, is_))
    if is_["kind"] == "Deployment" and old != new:
        whose = "to its Rollout" if new else "back from its Rollout"
        text = f"its pods move {whose}, as others become ready there"
        yield Effect(text=text, gravity=Gravity.RESTARTS)


def _restart(was: Json, is_: Json) -> Iterator[Effect]:
    controller = _CONTROLLERS.get(is_["kind"])
    if _spec(was, "paused") != _spec(is_, "paused"):
        return
    if controller and _spec(was, "template") != _spec(is_, "template"):
        yield Effect(text=controller(is_), gravity=Gravity.RESTARTS)


def _scaling(was: Json, is_: Json) -> Iterator[Effect]:
    """Yield the effect of another number of pods.

    A number that is taken away is 1, the default, until an autoscaler sets another:
    https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling
    """
    old, new = _spec(was, "replicas"), _spec(is_, "replicas")
    if old == new:
        return
    if new is None:
        falls = "1 pod" if old in (0, 1) else "falls to 1 pod"
        yield Effect(text=f"{falls} until an autoscaler acts", gravity=Gravity.STOPS)
    elif new == 0:
        yield Effect(text="stops all pods", gravity=Gravity.STOPS)
    elif old is None:
        text = f"{code(str(new))} pods, whatever an autoscaler has set"
        yield Effect(text=text, gravity=Gravity.AT_ONCE)
    else:
        yield Effect(text=f"{code(str(old))} to {code(str(new))} pods", gravity=Gravity.AT_ONCE)


def _deployment(manifest: Json) -> str:
    if _spec(manifest, "paused"):
        # Its Rollout follows its template.
        return f"starts a canary of {manifest['metadata']['name']}"
    if (_spec(manifest, "strategy") or {}).get("type") == "Recreate":
        return "restarts its pods, all at once"
    return "restarts its pods, one after another"


def _stateful_set(manifest: Json) -> str:
    if (_spec(manifest, "updateStrategy") or {}).get("type") == "OnDelete":
        return "its pods take it when somebody deletes them"
    return "restarts its pods, one after another"


_CONTROLLERS: Final[dict[str, Callable[[Json], str]]] = {
    "DaemonSet": _stateful_set,
    "Deployment": _deployment,
    "StatefulSet": _stateful_set,
}


def _spec(manifest: Json, field: str) -> Any:  # noqa: ANN401 - JSON
    return (manifest.get("spec") or {}).get(field)
