"""What the change of an object does to what runs."""

from typing import Any

import pytest

from delivery.review.effects import Gravity, effect_of
from tests.delivery.review.support import deployment

TEMPLATE = {"spec": {"containers": [{"image": "other"}]}}


def controller(kind: str, **spec: object) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": "app1"}, "spec": {"template": {}, **spec}}


def thing(kind: str, **others: object) -> dict[str, Any]:
    return {"kind": kind, "metadata": {"name": "app1"}, **others}


def hook(policy: str, **spec: object) -> dict[str, Any]:
    annotations = {"helm.sh/hook": "pre-upgrade"}
    if policy:
        annotations["helm.sh/hook-delete-policy"] = policy
    return {**controller("Job", **spec), "metadata": {"name": "a", "annotations": annotations}}


@pytest.mark.parametrize(
    ("was", "is_", "effect"),
    [
        (
            deployment(),
            deployment(template=TEMPLATE),
            "restarts its pods, one after another",
        ),
        (
            deployment(),
            deployment(template=TEMPLATE, strategy={"type": "Recreate"}),
            "restarts its pods, all at once",
        ),
        (
            controller("StatefulSet"),
            controller("StatefulSet", template=TEMPLATE, updateStrategy={"type": "OnDelete"}),
            "its pods take it when somebody deletes them",
        ),
        (
            controller("DaemonSet"),
            controller("DaemonSet", template=TEMPLATE),
            "restarts its pods, one after another",
        ),
        (
            deployment(paused=True),
            deployment(paused=True, template=TEMPLATE),
            "starts a canary of app1",
        ),
        (
            deployment(),
            deployment(paused=True, template=TEMPLATE),
            "its pods move to its Rollout, as others become ready there",
        ),
        (
            deployment(paused=True),
            deployment(template=TEMPLATE),
            "its pods move back from its Rollout, as others become ready there",
        ),
        (controller("Rollout"), None, "stays until its Deployment has its pods"),
        (
            controller("Rollout"),
            controller("Rollout", strategy={"canary": {}}),
            "holds from the next canary on",
        ),
        (deployment(), deployment(replicas=5), "`3` to `5` pods"),
        (deployment(replicas=2), deployment(replicas=0), "stops all pods"),
        (
            deployment(replicas=6),
            deployment(replicas=None),
            "falls to 1 pod until an autoscaler acts",
        ),
        (
            deployment(replicas=None),
            deployment(replicas=6),
            "`6` pods, whatever an autoscaler has set",
        ),
        (
            deployment(),
            deployment(replicas=5, template=TEMPLATE),
            "restarts its pods, one after another; `3` to `5` pods",
        ),
        (
            hook("before-hook-creation"),
            hook("before-hook-creation", template=TEMPLATE),
            "deleted and made again by the hook `pre-upgrade`",
        ),
        (hook(""), hook("", template=TEMPLATE), "deleted and made again by the hook `pre-upgrade`"),
        (
            hook("hook-succeeded"),
            hook("hook-succeeded", template=TEMPLATE),
            "made by the hook `pre-upgrade`, which fails while the former one is there",
        ),
        (
            controller("PodDisruptionBudget"),
            controller("PodDisruptionBudget", minAvailable=1),
            "drains may take other pods, at once",
        ),
        (
            {"kind": "ConfigMap", "metadata": {"name": "a"}},
            {"kind": "ConfigMap", "metadata": {"name": "a"}, "data": {}},
            "pods read it when they start, and as a file within minutes",
        ),
        (None, deployment(), "starts pods"),
        (deployment(), None, "stops its pods"),
        ({"kind": "Namespace"}, None, "goes, with all that it holds"),
        (None, {"kind": "Service"}, "comes"),
        ({"kind": "Service"}, None, "goes"),
    ],
)
def test_an_effect_is_told_in_a_few_words(
    was: dict[str, Any] | None, is_: dict[str, Any] | None, effect: str
) -> None:
    assert effect_of(was, is_).text == effect


@pytest.mark.parametrize(
    ("was", "is_", "field"),
    [
        (deployment(), deployment(selector={}), "selector"),
        (controller("Job"), controller("Job", template=TEMPLATE), "template"),
        (thing("RoleBinding", roleRef="a"), thing("RoleBinding", roleRef="b"), "roleRef"),
        (
            thing("ConfigMap", immutable=True, data={}),
            thing("ConfigMap", immutable=True, data={"a": "b"}),
            "data",
        ),
        (
            controller("PersistentVolumeClaim", storageClassName="a"),
            controller("PersistentVolumeClaim", storageClassName="b"),
            "storageClassName",
        ),
    ],
)
def test_a_field_that_cannot_change_is_refused(
    was: dict[str, Any], is_: dict[str, Any], field: str
) -> None:
    effect = effect_of(was, is_)

    assert effect.gravity is Gravity.REFUSED
    assert f"{field} is immutable: the upgrade is refused" in effect.text


def test_a_claim_may_ask_for_more() -> None:
    was, is_ = (controller("PersistentVolumeClaim", resources=each) for each in ("1Gi", "2Gi"))

    assert effect_of(was, is_).gravity is Gravity.AT_ONCE
