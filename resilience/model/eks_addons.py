"""The pods of EKS's own addons, as they are configured, in Kubernetes's words.

EKS publishes no manifests. What is not configured is as in the charts and manifests that the addons
are made from: `config/aws/eks_addon_pods.py` has the sources of what they ask for.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from config.aws.eks_addon_pods import ON_EVERY_NODE, ON_INFRASTRUCTURE
from config.aws.kubernetes_versions import EksAddonName
from config.kubernetes_names import SYSTEM_NAMESPACE
from config.room import Room
from resilience.model.manifests import Manifests, deployment
from resilience.model.platform import Unknown
from resilience.model.pods import HOST_LABEL, Origin
from terraform_json.stack import resources
from terraform_json.types import Json

_ANYWHERE: Final = [{"operator": "Exists"}]
_ON_EACH: Final = {
    EksAddonName.VPC_CNI: "aws-node",
    EksAddonName.KUBE_PROXY: "kube-proxy",
    EksAddonName.POD_IDENTITY_AGENT: "eks-pod-identity-agent",
    EksAddonName.NODE_MONITORING_AGENT: "eks-node-monitoring-agent",
}
"""The names of the DaemonSets."""
_FEW: Final = 2
"""Up to so many pods of its controller, the EBS driver's chart writes another budget."""
_ASKED: Final = {each.name: each.each for each in (*ON_INFRASTRUCTURE, *ON_EVERY_NODE)}


def eks_addons(stacks: Mapping[str, Json]) -> Iterator[Manifests | Unknown]:
    """Yield the manifests of each addon of EKS, or that its pods are not known.

    Args:
        stacks: Terraform's JSON of each stack, by name.
    """
    for stack_name, stack in stacks.items():
        for address, block in resources(stack).items():
            if address.startswith("aws_eks_addon."):
                yield _addon(f"{stack_name}:{address}", address, block)


def _addon(subject: str, address: str, block: Json) -> Manifests | Unknown:
    problem = f"the pods of {block['addon_name']} are not known"
    try:
        objects = _objects(block)
    except (AttributeError, TypeError, ValueError) as error:
        cause = f"its configuration_values cannot be read: {error}"
        return Unknown(subject=subject, problem=f"{problem}, as {cause}")
    if not objects:
        return Unknown(subject=subject, problem=problem)
    return Manifests(
        release=address, namespace=SYSTEM_NAMESPACE, origin=Origin.AWS, objects=tuple(objects)
    )


def _objects(block: Json) -> list[Json]:
    name = block["addon_name"]
    configuration = json.loads(block.get("configuration_values") or "{}")
    if not isinstance(configuration, dict):
        raise ValueError("they are no object")  # noqa: TRY004 - of JSON, as its syntax is
    if name in _ON_EACH:
        return [_daemon_set(EksAddonName(name), configuration)]
    made = _MADE.get(name)
    return made(configuration) if made else []


def _coredns(configuration: Json) -> list[Json]:
    """Return what EKS makes for CoreDNS, its autoscaler and its budget included.

    The autoscaler's limits: https://docs.aws.amazon.com/eks/latest/userguide/coredns-autoscaling.html
    Its pods prefer to be on nodes of their own:
    https://github.com/kubernetes/kubernetes/blob/master/cluster/addons/dns/coredns/coredns.yaml.base
    """
    labels = {"k8s-app": "kube-dns"}
    scaling = configuration.get("autoScaling") or {}
    replicas = configuration.get("replicaCount", 2)
    objects = [
        deployment(
            "Deployment",
            "coredns",
            labels=labels,
            pod=_pod(configuration, labels, _ASKED[EksAddonName.COREDNS]),
            replicas=replicas,
            strategy={"rollingUpdate": {"maxUnavailable": 1, "maxSurge": "25%"}},
        )
    ]
    if scaling.get("enabled"):
        least, most = scaling.get("minReplicas", 2), scaling.get("maxReplicas", 10)
        objects.append(_autoscaler("coredns", least, most))
    budget = configuration.get("podDisruptionBudget") or {}
    # There is one by default: https://docs.aws.amazon.com/eks/latest/userguide/managing-coredns.html
    if budget.get("enabled", True):
        numbers = {key: budget[key] for key in ("minAvailable", "maxUnavailable") if key in budget}
        objects.append(_budget("coredns", labels, numbers or {"maxUnavailable": 1}))
    return objects


def _ebs_csi(configuration: Json) -> list[Json]:
    """Return what the chart makes.

    https://github.com/kubernetes-sigs/aws-ebs-csi-driver/tree/v1.64.0/charts/aws-ebs-csi-driver
    """
    controller = configuration.get("controller") or {}
    labels = {"app": "ebs-csi-controller"}
    replicas = controller.get("replicaCount", 2)
    asked = _ASKED[f"{EksAddonName.EBS_CSI_DRIVER}: controller"]
    objects = [
        deployment(
            "Deployment",
            "ebs-csi-controller",
            labels=labels,
            pod=_pod(controller, labels, asked),
            replicas=replicas,
            strategy={"rollingUpdate": {"maxUnavailable": 1}},
        )
    ]
    budget = controller.get("podDisruptionBudget") or {}
    if budget.get("enabled", True):
        keys = ("minAvailable", "maxUnavailable", "unhealthyPodEvictionPolicy")
        told = {key: budget[key] for key in keys if key in budget}
        if not told.keys() & {"minAvailable", "maxUnavailable"}:
            told |= {"maxUnavailable": 1} if replicas <= _FEW else {"minAvailable": 2}
        objects.append(_budget("ebs-csi-controller", labels, told))
    node = configuration.get("node") or {}
    tolerations = _ANYWHERE if node.get("tolerateAllTaints") else node.get("tolerations", [])
    each = _ASKED[f"{EksAddonName.EBS_CSI_DRIVER}: node"]
    return [*objects, _on_each("ebs-csi-node", tolerations, each)]


def _daemon_set(name: EksAddonName, configuration: Json) -> Json:
    if name is EksAddonName.NODE_MONITORING_AGENT:
        configuration = configuration.get("nodeAgent") or {}
    # kube-proxy and the VPC CNI tolerate every taint by themselves.
    tolerations = configuration.get("tolerations", _ANYWHERE)
    return _on_each(_ON_EACH[name], tolerations, _ASKED[name])


def _on_each(name: str, tolerations: object, each: Room) -> Json:
    pod = {
        "priorityClassName": "system-node-critical",
        "tolerations": tolerations,
        "containers": [_container(each)],
    }
    rolling = {"rollingUpdate": {"maxUnavailable": "10%"}}
    return deployment("DaemonSet", name, labels={"app": name}, pod=pod, strategy=rolling)


def _pod(configuration: Json, labels: Mapping[str, str], each: Room) -> Json:
    """Return the spec of a controller's pod: as it is configured, or else as the chart has it."""
    apart = {
        "weight": 100,
        "podAffinityTerm": {"topologyKey": HOST_LABEL, "labelSelector": {"matchLabels": labels}},
    }
    by_default = {
        "podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [apart]},
    }
    return {
        "priorityClassName": "system-cluster-critical",
        "nodeSelector": configuration.get("nodeSelector"),
        "tolerations": configuration.get("tolerations"),
        "affinity": configuration.get("affinity", by_default),
        "topologySpreadConstraints": configuration.get("topologySpreadConstraints"),
        "containers": [_container(each)],
    }


def _container(each: Room) -> Json:
    requests = {"cpu": f"{each.millicores}m", "memory": f"{each.memory_mib}Mi"}
    return {"resources": {"requests": requests}}


def _autoscaler(name: str, least: int, most: int) -> Json:
    target = {"kind": "Deployment", "name": name}
    return {
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": name},
        "spec": {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": most},
    }


def _budget(name: str, labels: Mapping[str, str], told: Mapping[str, Any]) -> Json:
    spec = {"selector": {"matchLabels": dict(labels)}, **told}
    return {"kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec}


_MADE: Final[Mapping[str, Callable[[Json], list[Json]]]] = {
    EksAddonName.COREDNS: _coredns,
    EksAddonName.EBS_CSI_DRIVER: _ebs_csi,
}
