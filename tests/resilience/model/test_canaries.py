"""A Rollout is a Deployment, to whatever may fail it."""

from resilience.model.canaries import with_deployments
from terraform_json.types import Json

TEMPLATE: Json = {"spec": {"containers": []}}
CANARY = {"canary": {"maxSurge": "25%", "maxUnavailable": 0, "steps": []}}


def manifest(kind: str, **spec: object) -> Json:
    return {"kind": kind, "metadata": {"name": "shop"}, "spec": spec}


def autoscaler(kind: str = "Rollout", name: str = "shop") -> Json:
    target = {"kind": kind, "name": name}
    return manifest("HorizontalPodAutoscaler", scaleTargetRef=target, maxReplicas=9)


DEPLOYMENT = manifest("Deployment", paused=True, template=TEMPLATE, strategy={"type": "Recreate"})
REFERRING = manifest("Rollout", workloadRef={"kind": "Deployment", "name": "shop"}, strategy=CANARY)


def test_a_deployment_is_updated_as_its_rollout_says() -> None:
    (found,) = with_deployments([DEPLOYMENT, REFERRING])
    assert found["kind"] == "Deployment"
    assert found["spec"]["template"] == TEMPLATE
    assert found["spec"]["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0},
    }


def test_a_rollout_with_pods_of_its_own_is_a_deployment() -> None:
    (found,) = with_deployments([manifest("Rollout", replicas=4, template=TEMPLATE)])
    assert (found["kind"], found["spec"]["replicas"]) == ("Deployment", 4)
    assert found["spec"]["template"] == TEMPLATE


def test_an_autoscaler_of_a_rollout_scales_the_deployment_that_it_is() -> None:
    *_, found = with_deployments([DEPLOYMENT, REFERRING, autoscaler()])
    assert found["spec"]["scaleTargetRef"] == {"kind": "Deployment", "name": "shop"}
    assert found["spec"]["maxReplicas"] == 9


def test_what_concerns_no_rollout_stays_as_it_is() -> None:
    others = [
        manifest("Deployment", template=TEMPLATE),
        autoscaler("Deployment"),
        autoscaler(name="another"),
        {"kind": "List"},
    ]
    assert list(with_deployments(others)) == others
