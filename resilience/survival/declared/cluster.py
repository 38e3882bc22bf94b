"""The paths by which a platform changes: scaling, deployment, secrets."""

from typing import Final

from config.addons import names
from config.aws.kubernetes_versions import EksAddonName
from resilience.survival.needs import Api, Aws, Declared, Pods, Reason, StepName
from resilience.survival.paths import Topic

IDENTITY_AGENT: Final = Pods(title="Pod Identity agent", release=EksAddonName.POD_IDENTITY_AGENT)
AUTOSCALER: Final = Pods(title="cluster autoscaler", release=names.AUTOSCALER, identity=True)
_METRICS: Final = Pods(title="metrics-server", release=names.METRICS, takes_traffic=True)
_CONTROLLER: Final = Pods(
    title="load balancer controller", release=names.LOAD_BALANCER_CONTROLLER, identity=True
)
_EXTERNAL_SECRETS: Final = Pods(
    title="external-secrets",
    release=names.EXTERNAL_SECRETS,
    names=("controller", "external-secrets"),
    identity=True,
)
_OPERATOR: Final = Pods(
    title="prometheus-operator",
    release=names.MONITORING,
    names=("prometheus-operator", "*-stack-operator"),
    enabled="prometheusOperator.enabled",
)
_OPERATOR_WEBHOOK: Final = Pods(
    title="webhook of prometheus-operator",
    release=names.MONITORING,
    names=("operator-webhook", "*-operator-webhook"),
    enabled="prometheusOperator.admissionWebhooks.deployment.enabled",
    takes_traffic=True,
)

SCALING: Final = (
    Declared(
        name="scaling/pods",
        topic=Topic.SCALING,
        title="More pods under load",
        needs=(_METRICS, StepName.KUBERNETES_API),
        implied=Reason.SCALED_PODS,
    ),
    Declared(
        name="scaling/nodes",
        topic=Topic.SCALING,
        title="More nodes for pods that wait",
        needs=(
            AUTOSCALER,
            StepName.KUBERNETES_API,
            Api(service="autoscaling", guarantee="ec2-auto-scaling"),
            Api(service="ec2", guarantee="ec2"),
            # A new node is not ready before these run on it.
            Pods(title="VPC CNI", release=EksAddonName.VPC_CNI),
            Pods(title="kube-proxy", release=EksAddonName.KUBE_PROXY),
        ),
        implied=Reason.SCALED_NODES,
    ),
    Declared(
        name="scaling/readers",
        topic=Topic.SCALING,
        title="More database readers under load",
        needs=(Aws(title="Application Auto Scaling", guarantee="application-auto-scaling"),),
        about=("aws_appautoscaling_target",),
    ),
    Declared(
        name="scaling/spread",
        topic=Topic.SCALING,
        title="Pods back into a zone that has returned",
        needs=(Pods(title="descheduler", release=names.DESCHEDULER), StepName.KUBERNETES_API),
        redundant=False,
        why="Pods stay where they are meanwhile, and an alert tells of an uneven Deployment",
    ),
)

DEPLOYMENT: Final = (
    Declared(
        name="deployment/objects",
        topic=Topic.DEPLOYMENT,
        title="Deployments to the Kubernetes API",
        needs=(StepName.KUBERNETES_API,),
        implied=Reason.NODES,
    ),
    Declared(
        name="deployment/targets",
        topic=Topic.DEPLOYMENT,
        title="New pods of NGINX to the load balancer",
        needs=(
            _CONTROLLER,
            StepName.KUBERNETES_API,
            Api(service="elasticloadbalancing", guarantee="alb"),
        ),
        implied=Reason.INGRESS,
    ),
    Declared(
        name="deployment/canaries",
        topic=Topic.DEPLOYMENT,
        title="Canaries, on and back",
        needs=(Pods(title="argo-rollouts", release=names.ROLLOUTS), StepName.KUBERNETES_API),
    ),
    Declared(
        name="deployment/secret-objects",
        topic=Topic.DEPLOYMENT,
        title="Changes of ExternalSecrets",
        needs=(
            Pods(
                title="webhook of external-secrets",
                release=names.EXTERNAL_SECRETS,
                names=("webhook", "external-secrets-webhook"),
                enabled="webhook.create",
                takes_traffic=True,
            ),
            StepName.KUBERNETES_API,
        ),
    ),
    Declared(
        name="deployment/rules",
        topic=Topic.DEPLOYMENT,
        title="Changes of rules and monitors of Prometheus",
        needs=(_OPERATOR, StepName.KUBERNETES_API),
        redundant=False,
        why="Prometheus and Alertmanager run on with the rules that they have",
    ),
    Declared(
        name="deployment/rule-checks",
        topic=Topic.DEPLOYMENT,
        title="Checks of rules of Prometheus",
        needs=(_OPERATOR_WEBHOOK,),
        redundant=False,
        why="Where its webhook does not answer, rules are taken unchecked",
    ),
    Declared(
        name="deployment/volumes",
        topic=Topic.DEPLOYMENT,
        title="Volumes to pods that move",
        needs=(
            Pods(
                title="controller of EBS volumes",
                release=EksAddonName.EBS_CSI_DRIVER,
                names=("*controller",),
                identity=True,
            ),
            StepName.KUBERNETES_API,
            Api(service="ec2", guarantee="ec2"),
        ),
        implied=Reason.VOLUMES,
    ),
)

SECRETS: Final = (
    Declared(
        name="secrets/identity",
        topic=Topic.SECRETS,
        title="Pods to credentials of AWS",
        needs=(IDENTITY_AGENT, Api(service="eks-auth", guarantee="eks")),
        implied=Reason.IDENTITIES,
    ),
    Declared(
        name="secrets/values",
        topic=Topic.SECRETS,
        title="Secrets Manager to Secrets of the cluster",
        needs=(
            _EXTERNAL_SECRETS,
            StepName.KUBERNETES_API,
            Api(service="secretsmanager", guarantee="secrets-manager"),
        ),
        implied=Reason.DATABASE_SECRETS,
    ),
    Declared(
        name="secrets/keys",
        topic=Topic.SECRETS,
        title="Keys that encrypt the database, Secrets and logs",
        needs=(Aws(title="KMS", guarantee="kms"),),
        about=("aws_kms_key",),
    ),
)
