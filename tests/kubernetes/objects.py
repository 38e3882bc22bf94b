"""Objects in the namespace of an application, as they should be but for what is given."""

from copy import deepcopy
from typing import Any, Final

from terraform_json.types import Json

NAMESPACE: Final = "frontend"
DIGEST: Final = f"sha256:{'0' * 64}"
PROMETHEUS: Final = "http://kube-prometheus-stack-prometheus.monitoring.svc:9090"
IMAGE: Final = f"registry.example.com/shop@{DIGEST}"

POD_SPEC: Final[Json] = {
    "nodeSelector": {"node": "apps"},
    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
    "containers": [
        {
            "name": "app",
            "image": IMAGE,
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
                "runAsUser": 65532,
            },
        }
    ],
}
RULE: Final[Json] = {"alert": "A", "expr": "up == 0"}
"""A rule that alerts."""


def an_object(api_version: str, kind: str, *, name: str = "hostile", **rest: Any) -> Json:  # noqa: ANN401 - JSON
    """Return an object in the namespace of an application."""
    annotations = rest.pop("annotations", {})
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, "namespace": NAMESPACE, "annotations": annotations},
        **rest,
    }


def pod(*, image: str = IMAGE, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a pod that is as it should be, but for what is given."""
    spec = deepcopy(POD_SPEC)
    spec["containers"][0]["image"] = image
    return an_object("v1", "Pod", spec=spec | more)


def bounded(**limits: str) -> Json:
    """Return the container of such a pod with limits, which are requests, too."""
    return {**POD_SPEC["containers"][0], "resources": {"limits": limits}}


def deployment(*, annotations: Json | None = None, image: str = IMAGE, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a Deployment of such pods."""
    labels = {"app": "hostile"}
    template = {
        "metadata": {"labels": labels, "annotations": annotations or {}},
        "spec": pod(image=image, **more)["spec"],
    }
    spec = {"selector": {"matchLabels": labels}, "template": template}
    return an_object("apps/v1", "Deployment", spec=spec)


def job(*, more: Json | None = None, **of_pod: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a Job that is as it should be, but for what is given."""
    template = {"spec": pod(**{"restartPolicy": "Never"} | of_pod)["spec"]}
    return an_object(
        "batch/v1", "Job", spec={"activeDeadlineSeconds": 60, "template": template} | (more or {})
    )


def cron_job(*, more: Json | None = None, **spec: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a CronJob of such Jobs."""
    usual = {"schedule": "@daily", "jobTemplate": {"spec": job(more=more)["spec"]}}
    return an_object("batch/v1", "CronJob", spec=usual | spec)


def ingress(*hosts: str, annotations: Json | None = None, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return an Ingress that is as it should be, but for what is given."""
    backend = {"service": {"name": NAMESPACE, "port": {"name": "http"}}}
    paths = {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}
    rules = [{"host": host, "http": paths} for host in hosts or ("a.staging.example.com",)]
    spec = {"ingressClassName": "nginx-external", "rules": rules}
    return an_object(
        "networking.k8s.io/v1", "Ingress", annotations=annotations or {}, spec=spec | more
    )


def held(manifest: Json) -> Json:
    """Return an object that is not gone before somebody says so."""
    manifest["metadata"]["finalizers"] = ["example.com/hold"]
    return manifest


def service(**spec: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a Service."""
    return an_object("v1", "Service", spec={"ports": [{"port": 80}], **spec})


def network_policy(**spec: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a NetworkPolicy for all pods."""
    return an_object("networking.k8s.io/v1", "NetworkPolicy", spec={"podSelector": {}, **spec})


def egress_to(cidr: str, *ports: int) -> Json:
    """Return a NetworkPolicy that lets all pods reach a network."""
    rule: Json = {"to": [{"ipBlock": {"cidr": cidr}}]}
    if ports:
        rule["ports"] = [{"port": port} for port in ports]
    return network_policy(policyTypes=["Egress"], egress=[rule])


def external_secret(secret: str = f"staging/{NAMESPACE}", **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return an ExternalSecret that is as it should be, but for what is given."""
    spec = {
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": "aws-secrets-manager"},
        "target": {"name": NAMESPACE},
        "data": [{"secretKey": "a", "remoteRef": {"key": secret}}],
    }
    return an_object("external-secrets.io/v1", "ExternalSecret", spec=spec | more)


def service_monitor(*, endpoint: Json | None = None, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a ServiceMonitor that is as it should be, but for what is given."""
    spec = {"selector": {}, "endpoints": [{"port": "metrics", **(endpoint or {})}]}
    return an_object("monitoring.coreos.com/v1", "ServiceMonitor", spec=spec | more)


def rules(*rules: Json, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a PrometheusRule with rules in one group."""
    group = {"name": "a", "rules": list(rules), **more}
    return an_object("monitoring.coreos.com/v1", "PrometheusRule", spec={"groups": [group]})


def budget(**spec: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a PodDisruptionBudget that is as it should be, but for what is given."""
    usual = {
        "selector": {"matchLabels": {"app": "hostile"}},
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
    }
    return an_object("policy/v1", "PodDisruptionBudget", spec=usual | spec)


def autoscaler(most: int) -> Json:
    """Return an autoscaler with as many replicas at most."""
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}
    spec = {"minReplicas": 2, "maxReplicas": most, "scaleTargetRef": target}
    return an_object("autoscaling/v2", "HorizontalPodAutoscaler", spec=spec)


def revisions(number: int) -> Json:
    """Return a Deployment that keeps so many old revisions."""
    manifest = deployment()
    manifest["spec"]["revisionHistoryLimit"] = number
    return manifest


def beside(kind: str, how: str, term: Json) -> Json:
    """Return the affinity of a pod that wants or shuns others."""
    wish = f"{how}DuringSchedulingIgnoredDuringExecution"
    weighted = {"weight": 1, "podAffinityTerm": term} if how == "preferred" else term
    return {"affinity": {kind: {wish: [weighted]}}}


def rollout(*, of: str | None = NAMESPACE, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a Rollout that is as it should be, but for what is given."""
    taken = {"apiVersion": "apps/v1", "kind": "Deployment", "name": of, "scaleDown": "never"}
    reference = {"workloadRef": taken} if of else {}
    canary = {"steps": [{"setWeight": 20}, {"pause": {"duration": "60s"}}]}
    spec = {"strategy": {"canary": canary}} | reference | more
    return an_object("argoproj.io/v1alpha1", "Rollout", name=NAMESPACE, spec=spec)


def analysis(**provider: Any) -> Json:  # noqa: ANN401 - JSON
    """Return an AnalysisTemplate of one metric, of the platform's Prometheus but for the given."""
    asked = {"prometheus": {"address": PROMETHEUS, "query": "up"}}
    metric = {"name": "a", "successCondition": "true", "provider": provider or asked}
    return an_object("argoproj.io/v1alpha1", "AnalysisTemplate", spec={"metrics": [metric]})


def binding(kind: str, subject: Json) -> Json:
    """Return a binding of a role, outside of the application's namespace."""
    manifest = an_object("rbac.authorization.k8s.io/v1", kind)
    manifest["metadata"] |= {"namespace": "default"} if kind == "RoleBinding" else {}
    if kind == "ClusterRoleBinding":
        del manifest["metadata"]["namespace"]
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}
    return manifest | {"roleRef": role, "subjects": [subject]}


def rbac_subject(kind: str, name: str) -> Json:
    """Return a user or a group as a binding names it."""
    return {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}
