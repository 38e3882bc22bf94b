"""Objects that would let an application, or who may edit its namespace, get further."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

NAMESPACE: Final = "frontend"
EDITOR: Final = ("--as=editor", "--as-group=editors", "--as-group=system:authenticated")
DIGEST: Final = f"sha256:{'0' * 64}"
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


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """An object that must be refused.

    Attributes:
        policy: The policy that must refuse it, without `application-`.
        message: A part of its message.
        manifest: The object.
        user: As whom it is made; without, as one who may do everything.
    """

    policy: str
    message: str
    manifest: Json
    user: tuple[str, ...] = field(default=())


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


def deployment(*, annotations: Json | None = None, image: str = IMAGE, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return a Deployment of such pods."""
    labels = {"app": "hostile"}
    template = {
        "metadata": {"labels": labels, "annotations": annotations or {}},
        "spec": pod(image=image, **more)["spec"],
    }
    spec = {"selector": {"matchLabels": labels}, "template": template}
    return an_object("apps/v1", "Deployment", spec=spec)


def ingress(*hosts: str, annotations: Json | None = None, **more: Any) -> Json:  # noqa: ANN401 - JSON
    """Return an Ingress that is as it should be, but for what is given."""
    backend = {"service": {"name": NAMESPACE, "port": {"name": "http"}}}
    paths = {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}
    rules = [{"host": host, "http": paths} for host in hosts or ("a.staging.example.com",)]
    spec = {"ingressClassName": "nginx-external", "rules": rules}
    return an_object(
        "networking.k8s.io/v1", "Ingress", annotations=annotations or {}, spec=spec | more
    )


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


def binding(kind: str, subject: Json) -> Json:
    """Return a binding of a role, outside of the application's namespace."""
    manifest = an_object("rbac.authorization.k8s.io/v1", kind)
    manifest["metadata"] |= {"namespace": "default"} if kind == "RoleBinding" else {}
    if kind == "ClusterRoleBinding":
        del manifest["metadata"]["namespace"]
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"}
    return manifest | {"roleRef": role, "subjects": [subject]}


def _user(kind: str, name: str) -> Json:
    return {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name}


_TOLERATES_ALL: Final[Json] = {"tolerations": [{"operator": "Exists"}]}
_INFRASTRUCTURE: Final[Json] = {
    "tolerations": [{"key": "node", "operator": "Equal", "value": "infrastructure"}],
}
_RULE: Final[Json] = {"alert": "A", "expr": "up == 0"}

_TABLE: Final[dict[str, tuple[Any, ...]]] = {
    "a Role": ("kinds", "are of a kind that applications do not have",
        an_object("rbac.authorization.k8s.io/v1", "Role", rules=[])),
    "a RoleBinding": ("kinds", "rolebindings are of a kind",
        an_object("rbac.authorization.k8s.io/v1", "RoleBinding", roleRef={
            "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"})),
    "a DaemonSet": ("kinds", "daemonsets are of a kind",
        an_object("apps/v1", "DaemonSet", spec=deployment()["spec"])),
    "a StatefulSet": ("kinds", "statefulsets are of a kind",
        an_object("apps/v1", "StatefulSet", spec=deployment()["spec"])),
    "a ReplicaSet": ("kinds", "replicasets are of a kind",
        an_object("apps/v1", "ReplicaSet", spec=deployment()["spec"])),
    "a Job": ("kinds", "jobs are of a kind",
        an_object("batch/v1", "Job", spec={
            "template": {"spec": pod(restartPolicy="Never")["spec"]}})),
    "a disk": ("kinds", "persistentvolumeclaims are of a kind",
        an_object("v1", "PersistentVolumeClaim", spec={
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}})),
    "endpoints of others' pods": ("kinds", "endpointslices are of a kind",
        an_object("discovery.k8s.io/v1", "EndpointSlice", addressType="IPv4", endpoints=[
            {"addresses": ["10.10.32.9"]}])),
    "a store of secrets": ("kinds", "secretstores are of a kind",
        an_object("external-secrets.io/v1", "SecretStore", spec={})),
    "an editor's quota": ("kinds", "of an application are for the platform",
        an_object("v1", "ResourceQuota", spec={"hard": {"pods": "9"}}), *EDITOR),
    "an editor's network policy": ("kinds", "of an application are for the platform",
        network_policy(policyTypes=["Ingress"]), *EDITOR),
    "a record of another host": ("annotations", "external-dns.alpha.kubernetes.io/hostname",
        ingress(annotations={"external-dns.alpha.kubernetes.io/hostname": "example.com"})),
    "a load balancer by annotation": ("annotations", "alb.ingress.kubernetes.io/group.name",
        ingress(annotations={"alb.ingress.kubernetes.io/group.name": "all"})),
    "a snippet": ("annotations", "nginx.org/server-snippets",
        ingress(annotations={"nginx.org/server-snippets": "return 200;"})),
    "paths of another's host": ("annotations", "nginx.org/mergeable-ingress-type",
        ingress(annotations={"nginx.org/mergeable-ingress-type": "minion"})),
    "an Ingress's annotation on another kind": ("annotations", "nginx.org/lb-method",
        an_object("v1", "ConfigMap", annotations={"nginx.org/lb-method": "ip_hash"})),
    "a role of AWS": ("annotations", "eks.amazonaws.com/role-arn",
        an_object("v1", "ServiceAccount", annotations={
            "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/admin"})),
    "a pod that holds its node": ("deployments", "annotations that applications may not set",
        deployment(annotations={"cluster-autoscaler.kubernetes.io/safe-to-evict": "false"})),
    "an image by tag": ("deployments", "images are named by digest",
        deployment(image="registry.example.com/shop:1.0")),
    "an image by tag in a first container": ("deployments", "images are named by digest",
        deployment(initContainers=[{**POD_SPEC["containers"][0], "name": "first",
            "image": "registry.example.com/shop"}])),
    "a pod's image by tag": ("pods", "images are named by digest", pod(image="shop:latest")),
    "an editor's image by tag": ("pods", "images are named by digest",
        pod(image="shop:latest"), *EDITOR),
    "the highest priority": ("deployments", "the priority class is none of",
        deployment(priorityClassName="system-node-critical")),
    "the platform's priority": ("deployments", "the priority class is none of",
        deployment(priorityClassName="platform-critical")),
    "the platform's nodes": ("deployments", "the node group is none of apps",
        deployment(nodeSelector={"node": "infrastructure"}, **_INFRASTRUCTURE)),
    "any node": ("pods", "the node group is none of apps", pod(nodeSelector={})),
    "the platform's taint": ("deployments", "taints are tolerated",
        deployment(**_INFRASTRUCTURE)),
    "every taint": ("pods", "taints are tolerated", pod(**_TOLERATES_ALL)),
    "a chosen node": ("pods", "the scheduler chooses the node", pod(nodeName="node-1")),
    "a chosen node of a Deployment": ("deployments", "the scheduler chooses the node",
        deployment(nodeName="node-1")),
    "too many replicas": ("scaling", "100 replicas at most",
        an_object("autoscaling/v2", "HorizontalPodAutoscaler", spec={
            "maxReplicas": 101, "scaleTargetRef": {
                "apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}})),
    "a load balancer by class": ("ingresses", "the Ingress class of applications",
        ingress(ingressClassName="alb")),
    "a wildcard": ("ingresses", "a host with a wildcard", ingress("*.staging.example.com")),
    "a host of another domain": ("ingresses", "below staging.example.com only",
        ingress("shop.example.com")),
    "a host that ends like the domain": ("ingresses", "below staging.example.com only",
        ingress("evilstaging.example.com")),
    "the domain itself": ("ingresses", "staging.example.com itself is not",
        ingress("staging.example.com")),
    "every host": ("ingresses", "names a host, and there is no default",
        ingress(rules=[{}], defaultBackend={
            "service": {"name": "a", "port": {"number": 80}}})),
    "a rule without a host": ("ingresses", "names a host, and there is no default",
        ingress("")),
    "a load balancer by Service": ("services", "of the type ClusterIP",
        service(type="LoadBalancer")),
    "a port on every node": ("services", "of the type ClusterIP", service(type="NodePort")),
    "another name": ("services", "of the type ClusterIP",
        service(type="ExternalName", externalName="database.example.com")),
    "addresses of others": ("services", "externalIPs", service(externalIPs=["10.10.0.9"])),
    "the whole internet": ("network-policies", "a network is named", egress_to("0.0.0.0/0")),
    "the whole internet by one port": ("network-policies", "a network is named",
        egress_to("0.0.0.0/0", 80)),
    "half the internet": ("network-policies", "a network is named",
        egress_to("0.0.0.0/1", 443)),
    "other pods by address": ("network-policies", "a network is named",
        egress_to("10.10.32.0/19", 80)),
    "around the VPC": ("network-policies", "a network is named", egress_to("10.0.0.0/8", 443)),
    "the nodes' metadata": ("network-policies", "a network is named",
        egress_to("169.254.169.254/32", 80)),
    "the cluster's Services": ("network-policies", "a network is named",
        egress_to("172.20.0.1/32", 443)),
    "another private network": ("network-policies", "a network is named",
        egress_to("192.168.1.0/24", 443)),
    "anything of IPv6": ("network-policies", "a network is named", egress_to("::/0", 443)),
    "no peers": ("network-policies", "names its peers",
        network_policy(policyTypes=["Egress"], egress=[{}])),
    "every namespace": ("network-policies", "named by a label",
        network_policy(policyTypes=["Egress"], egress=[{"to": [{"namespaceSelector": {}}]}])),
    "everybody": ("network-policies", "names its peers",
        network_policy(policyTypes=["Ingress"], ingress=[{}])),
    "every network": ("network-policies", "who comes in is named",
        network_policy(policyTypes=["Ingress"], ingress=[
            {"from": [{"ipBlock": {"cidr": "10.10.0.0/16"}}]}])),
    "a Secret": ("secrets", "are written by external-secrets",
        an_object("v1", "Secret", stringData={"a": "b"})),
    "a Secret of another type": ("secrets", "are written by external-secrets",
        an_object("v1", "Secret", type="example.com/token", stringData={"a": "b"})),
    # Two policies refuse it, and the API server names the one that it happens to ask first.
    "a token of a service account": ("annotations | secrets",
        "kubernetes.io/service-account.name | are written by external-secrets",
        an_object("v1", "Secret", type="kubernetes.io/service-account-token", annotations={
            "kubernetes.io/service-account.name": "default"})),
    "an editor's release": ("secrets", "are written by external-secrets",
        an_object("v1", "Secret", type="helm.sh/release.v1",
            name="sh.helm.release.v1.frontend.v9", stringData={"release": ""}), *EDITOR),
    "a secret of another application": ("external-secrets", "secrets of other applications",
        external_secret("staging/backend")),
    "a secret that begins alike": ("external-secrets", "secrets of other applications",
        external_secret("staging/frontend-admin")),
    "a secret of another environment": ("external-secrets", "secrets of other applications",
        external_secret("prod/frontend")),
    "every secret": ("external-secrets", "every secret is named in `data`",
        external_secret(dataFrom=[{"find": {"name": {"regexp": ".*"}}}])),
    "another store": ("external-secrets", "the store is the ClusterSecretStore",
        external_secret(secretStoreRef={"kind": "ClusterSecretStore", "name": "other"})),
    "another store for one key": ("external-secrets", "the store is the ClusterSecretStore",
        external_secret(data=[{"secretKey": "a", "remoteRef": {"key": "staging/frontend"},
            "sourceRef": {"storeRef": {"name": "other"}}}])),
    "a Secret made from a template": ("external-secrets", "the target is the application's own",
        external_secret(target={"name": NAMESPACE, "template": {"type": "a/b"}})),
    "the Secret of a release": ("external-secrets", "the target is the application's own",
        external_secret(target={"name": "sh.helm.release.v1.frontend.v1"})),
    "pods of all namespaces": ("monitors", "is about its own namespace",
        service_monitor(namespaceSelector={"any": True})),
    "the token of Prometheus": ("monitors", "without credentials and relabelling",
        service_monitor(endpoint={"bearerTokenFile": "/var/run/secrets/token"})),
    "another address to scrape": ("monitors", "without credentials and relabelling",
        service_monitor(endpoint={"relabelings": [{"targetLabel": "__address__"}]})),
    "others' series": ("alerts", "rules of applications alert",
        an_object("monitoring.coreos.com/v1", "PrometheusRule", spec={
            "groups": [{"name": "a", "rules": [_RULE, {"record": "up", "expr": "1"}]}]})),
    "rights everywhere": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", {
            "kind": "ServiceAccount", "name": "default", "namespace": NAMESPACE})),
    "rights elsewhere": ("bindings", "have no rights in the Kubernetes API",
        binding("RoleBinding", {
            "kind": "ServiceAccount", "name": "default", "namespace": NAMESPACE})),
    "rights as a user": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", _user(
            "User", f"system:serviceaccount:{NAMESPACE}:{NAMESPACE}"))),
    "rights of a namespace": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", _user(
            "Group", f"system:serviceaccounts:{NAMESPACE}"))),
    "rights of everybody": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", _user("Group", "system:authenticated"))),
}  # fmt: skip
"""By what each would get: the policy, a part of its message, the object, and as whom."""

HOSTILE: Final = {
    name: Hostile(policy=policy, message=message, manifest=manifest, user=tuple(user))
    for name, (policy, message, manifest, *user) in _TABLE.items()
}

HARMLESS: Final[dict[str, Json]] = {
    "a pod": pod(),
    "a Deployment": deployment(),
    "a Deployment that tolerates its group's taint": deployment(
        tolerations=[{"key": "node", "operator": "Equal", "value": "apps"}],
        priorityClassName="platform-applications",
    ),
    "an Ingress": ingress(annotations={"nginx.org/lb-method": "ip_hash"}),
    "a Service": service(),
    "a ConfigMap": an_object("v1", "ConfigMap", data={"a": "b"}),
    "a ServiceAccount": an_object("v1", "ServiceAccount"),
    "an autoscaler": an_object(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        spec={
            "maxReplicas": 100,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"},
        },
    ),
    "a destination": egress_to("203.0.113.0/24", 443),
    "the APIs of AWS": egress_to("0.0.0.0/0", 443),
    "the databases": egress_to("10.10.8.0/24", 5432),
    "the agent": egress_to("169.254.170.23/32", 80),
    "an ExternalSecret": external_secret(f"staging/{NAMESPACE}/token"),
    "a ServiceMonitor": service_monitor(),
    "an alert": an_object(
        "monitoring.coreos.com/v1",
        "PrometheusRule",
        spec={"groups": [{"name": "a", "rules": [_RULE]}]},
    ),
    "rights of a person": binding("ClusterRoleBinding", _user("User", "ada")),
    "rights of an addon": binding(
        "ClusterRoleBinding", {"kind": "ServiceAccount", "name": "a", "namespace": "monitoring"}
    ),
}
"""What they are made of, without what is hostile about them."""
