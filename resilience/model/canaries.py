"""The Deployments that the Rollouts of Argo Rollouts stand for.

A Rollout makes pods as a Deployment does, in ReplicaSets of its own, and updates them step by step.
To the scheduler, to budgets and to whatever fails it is a Deployment of its name.
https://argo-rollouts.readthedocs.io/en/stable/features/specification/
"""

from collections.abc import Iterable, Iterator

from terraform_json.types import Json

_ROLLOUT = "Rollout"
_DEPLOYMENT = "Deployment"


def with_deployments(manifests: Iterable[Json]) -> Iterator[Json]:
    """Yield manifests, with the Deployment that each Rollout is, and what names it, in their place.

    The Deployment whose template a Rollout takes has handed its pods over: it is the Rollout.
    """
    found = list(manifests)
    rollouts = [each for each in found if each.get("kind") == _ROLLOUT]
    sources = {_reference(each): each for each in rollouts if _reference(each)}
    for manifest in found:
        kind, name = manifest.get("kind"), (manifest.get("metadata") or {}).get("name")
        if kind == _DEPLOYMENT and name in sources:
            yield _deployment(sources[name], manifest["spec"]["template"])
        elif kind == "HorizontalPodAutoscaler":
            yield _retargeted(manifest, {each["metadata"]["name"] for each in rollouts})
        elif kind != _ROLLOUT:
            yield manifest
        elif "template" in manifest["spec"]:
            yield _deployment(manifest, manifest["spec"]["template"])


def _reference(rollout: Json) -> str:
    """Return the name of the Deployment whose template a Rollout takes; empty where it has one."""
    reference = rollout["spec"].get("workloadRef") or {}
    return str(reference["name"]) if reference.get("kind") == _DEPLOYMENT else ""


def _deployment(rollout: Json, template: Json) -> Json:
    spec = rollout["spec"]
    canary = (spec.get("strategy") or {}).get("canary") or {}
    rolling = {key: canary[key] for key in ("maxSurge", "maxUnavailable") if key in canary}
    made = {
        "replicas": spec.get("replicas"),
        "strategy": {"type": "RollingUpdate", "rollingUpdate": rolling},
        "template": template,
    }
    return {"kind": _DEPLOYMENT, "metadata": rollout["metadata"], "spec": made}


def _retargeted(autoscaler: Json, rollouts: Iterable[str]) -> Json:
    """Return an autoscaler that names a Rollout with the Deployment that this is."""
    target = autoscaler["spec"]["scaleTargetRef"]
    if target["kind"] != _ROLLOUT or target["name"] not in rollouts:
        return autoscaler
    meant = {**target, "kind": _DEPLOYMENT}
    return {**autoscaler, "spec": {**autoscaler["spec"], "scaleTargetRef": meant}}
