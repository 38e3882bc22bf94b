"""Objects of an application that have nothing hostile about them."""

from typing import Final

from terraform_json.types import Json
from tests.fixtures.annotations import TAKEN
from tests.kubernetes.objects import (
    NAMESPACE,
    POD_SPEC,
    RULE,
    an_object,
    analysis,
    autoscaler,
    beside,
    binding,
    budget,
    cron_job,
    deployment,
    egress_to,
    external_secret,
    ingress,
    job,
    pod,
    rbac_subject,
    rollout,
    rules,
    service,
    service_monitor,
)

_OWN: Final[Json] = {
    "topologyKey": "kubernetes.io/hostname",
    "labelSelector": {"matchLabels": {"app": "hostile"}},
}

HARMLESS: Final[dict[str, Json]] = {
    "a pod": pod(),
    "a Deployment": deployment(),
    "a Deployment that tolerates its group's taint": deployment(
        tolerations=[{"key": "node", "operator": "Equal", "value": "apps"}],
        priorityClassName="platform-applications",
    ),
    "a Job": job(),
    "a CronJob": cron_job(successfulJobsHistoryLimit=10),
    "a pod that reads a claim": pod(
        volumes=[{"name": "a", "persistentVolumeClaim": {"claimName": "a", "readOnly": True}}]
    ),
    "a pod with a sidecar and a login": pod(
        initContainers=[{**POD_SPEC["containers"][0], "name": "b", "restartPolicy": "Always"}],
        imagePullSecrets=[{"name": f"{NAMESPACE}-registry"}],
    ),
    "a login to a registry": external_secret(
        target={
            "name": f"{NAMESPACE}-registry",
            "template": {"type": "kubernetes.io/dockerconfigjson"},
        },
        data=[
            {
                "secretKey": ".dockerconfigjson",
                "remoteRef": {"key": f"staging/{NAMESPACE}/registry"},
            }
        ],
    ),
    "an Ingress": ingress(annotations={"nginx.org/lb-method": "ip_hash"}),
    "a Service": service(),
    "a ConfigMap": an_object("v1", "ConfigMap", data={"a": "b"}),
    "a ServiceAccount": an_object("v1", "ServiceAccount"),
    "an autoscaler": autoscaler(100),
    "a budget": budget(minAvailable="50%"),
    "a budget by what may be missing": budget(maxUnavailable=1),
    "a pod that shuns its like": pod(**beside("podAntiAffinity", "preferred", _OWN)),
    "a pod that takes its time": pod(terminationGracePeriodSeconds=840),
    "a pod with volumes": pod(
        volumes=[
            {"name": "a", "emptyDir": {}},
            {"name": "b", "configMap": {"name": "a"}},
            {"name": "c", "secret": {"secretName": "a"}},
        ]
    ),
    "an Ingress with every annotation": ingress(
        annotations={f"nginx.org/{name}": values[-1] for name, values in TAKEN.items()}
    ),
    "a destination": egress_to("203.0.113.0/24", 443),
    "the APIs of AWS": egress_to("0.0.0.0/0", 443),
    "the databases": egress_to("10.10.8.0/24", 5432),
    "the agent": egress_to("169.254.170.23/32", 80),
    "an ExternalSecret": external_secret(f"staging/{NAMESPACE}/token"),
    "a ServiceMonitor": service_monitor(),
    "a ServiceMonitor every ten seconds": service_monitor(
        endpoint={"interval": "10s", "path": "/metrics", "scrapeTimeout": "5s"}
    ),
    "an ExternalSecret every hour": external_secret(refreshInterval="1h0m0s"),
    "an ExternalSecret that is read once": external_secret(refreshInterval="0s"),
    "an alert": rules(
        {
            **RULE,
            "for": "1m",
            "labels": {"severity": "critical"},
            "annotations": {"a": "{{ $labels.pod }}: {{ $value | humanize }} {b}"},
        }
    ),
    "a Rollout": rollout(),
    "an AnalysisTemplate": analysis(),
    "rights of a person": binding("ClusterRoleBinding", rbac_subject("User", "ada")),
    "rights of an addon": binding(
        "ClusterRoleBinding", {"kind": "ServiceAccount", "name": "a", "namespace": "monitoring"}
    ),
}
"""By what they are: those that hostile objects are made of."""
