"""Rules about webhooks of admission: who calls them waits, or is refused, while they are down."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from config.addons import names
from resilience.causes.places import Aspect, OfWorkload
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.pods import Workload
from resilience.rules.rule import Rule, Weakness
from terraform_json.references import attribute

_WEBHOOKS: Final = (
    "https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/"
)


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A webhook of an addon.

    Attributes:
        release: The addon's release.
        workload: The name of the Deployment that answers.
        policy: The key of the values that says what happens while it does not.
        default: The chart's own failure policy.
        refuses: The objects that nobody can change meanwhile.
    """

    release: str
    workload: str
    policy: str
    default: str
    refuses: str


WEBHOOKS: Final = (
    # https://github.com/aws/eks-charts/blob/v0.0.242/stable/aws-load-balancer-controller/templates/webhook.yaml
    Webhook(
        release=names.LOAD_BALANCER_CONTROLLER,
        workload="aws-load-balancer-controller",
        policy="podMutatorWebhookConfig.failurePolicy",
        default="Fail",
        refuses="new pods that the load balancer sends requests to, and Ingresses",
    ),
    # https://github.com/external-secrets/external-secrets/blob/helm-chart-2.9.0/deploy/charts/external-secrets/values.yaml
    Webhook(
        release=names.EXTERNAL_SECRETS,
        workload="external-secrets-webhook",
        policy="webhook.failurePolicy",
        default="Fail",
        refuses="ExternalSecrets and secret stores",
    ),
    # https://github.com/prometheus-community/helm-charts/blob/kube-prometheus-stack-88.5.3/charts/kube-prometheus-stack/values.yaml
    Webhook(
        release=names.MONITORING,
        workload="kube-prometheus-stack-operator-webhook",
        policy="prometheusOperator.admissionWebhooks.failurePolicy",
        default="Ignore",
        refuses="rules of Prometheus",
    ),
)


def _fails_closed(evidence: Evidence) -> Iterator[Weakness]:
    workloads = {each.name: each for each in evidence.model.workloads}
    for webhook in WEBHOOKS:
        workload = workloads.get(webhook.workload)
        if workload and workload.replicas == 1 and _policy(evidence, webhook) == "Fail":
            yield _weakness(workload, webhook)


def _policy(evidence: Evidence, webhook: Webhook) -> str:
    stated = attribute(evidence.values(webhook.release), webhook.policy.split("."))
    return str(stated or webhook.default)


def _weakness(workload: Workload, webhook: Webhook) -> Weakness:
    return Weakness(
        subject=workload.key,
        problem="one pod answers a webhook whose failure policy is Fail",
        why=f"While it starts elsewhere, the API server refuses {webhook.refuses}",
        remedy="give it two replicas or more over the zones, or the policy Ignore",
        places=(OfWorkload(key=workload.key, aspect=Aspect.REPLICAS),),
        resources=(workload.resource,),
        explains=frozenset({workload.key}),
    )


RULES: Final = (
    Rule(
        id="webhook-fails-closed",
        severity=Severity.HIGH,
        title="One pod answers a webhook without which objects are refused",
        example="The webhook of external-secrets has one replica and the policy Fail.",
        source=_WEBHOOKS,
        find=_fails_closed,
    ),
)
