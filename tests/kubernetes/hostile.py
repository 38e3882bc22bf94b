"""Objects that would let an application, or who may edit its namespace, get further."""

from dataclasses import dataclass, field
from typing import Any, Final

from terraform_json.types import Json
from tests.kubernetes.objects import (
    NAMESPACE,
    POD_SPEC,
    PROMETHEUS,
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
    held,
    ingress,
    job,
    network_policy,
    pod,
    rbac_subject,
    revisions,
    rollout,
    rules,
    service,
    service_monitor,
)

EDITOR: Final = ("--as=editor", "--as-group=editors", "--as-group=system:authenticated")


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


_TOLERATES_ALL: Final[Json] = {"tolerations": [{"operator": "Exists"}]}
_INFRASTRUCTURE: Final[Json] = {
    "tolerations": [{"key": "node", "operator": "Equal", "value": "infrastructure"}],
}
_ALL_OF_A_ZONE: Final[Json] = {
    "topologyKey": "topology.kubernetes.io/zone",
    "labelSelector": {},
    "namespaceSelector": {},
}
_BACKEND: Final[Json] = {"namespaces": ["backend"], "topologyKey": "kubernetes.io/hostname"}


def _annotated(name: str, value: str) -> tuple[Any, ...]:
    key = f"nginx.org/{name}"
    return ("annotations", f"have values that they may not have: {key}",
        ingress(annotations={key: value}))  # fmt: skip


def _alert(message: str, **more: Any) -> tuple[Any, ...]:  # noqa: ANN401 - JSON
    return ("alerts", message, rules(RULE | more))


def _scraped(**endpoint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - JSON
    message = "has port, path, interval and scrapeTimeout only"
    return ("monitors", message, service_monitor(endpoint=endpoint))


def _shape(message: str, **more: Any) -> tuple[Any, ...]:  # noqa: ANN401 - JSON
    return ("pods", message, pod(**more))


_FIELD: Final = "fields of pods that applications do not have"
_AFFINITY: Final = "the only affinity is a preference"
_VOLUMES: Final = "volumes are of the kinds"
_TEXT: Final = "and ask nothing else"

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
    "a Job's image by tag": ("jobs", "images are named by digest", job(image="shop:1.0")),
    "a CronJob on the platform's nodes": ("cronjobs", "the node group is none of apps",
        cron_job(more={"template": {"spec": pod(
            restartPolicy="Never", nodeSelector={"node": "infrastructure"})["spec"]}})),
    "a run without an end": ("schedules", "a Job has activeDeadlineSeconds, 86400 at most",
        cron_job(more={"activeDeadlineSeconds": None})),
    "a Job of a week": ("schedules", "a Job has activeDeadlineSeconds, 86400 at most",
        job(more={"activeDeadlineSeconds": 604_800})),
    "a hundred pods at once": ("schedules", "a Job has one pod at a time",
        job(more={"parallelism": 100})),
    "every run kept": ("schedules", "keeps 10 Jobs of each kind at most",
        cron_job(successfulJobsHistoryLimit=1000)),
    "an editor's disk": ("kinds", "of an application are for the platform",
        an_object("v1", "PersistentVolumeClaim", spec={
            "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}),
        *EDITOR),
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
    "another scheduler": _shape("the scheduler and the DNS", schedulerName="mine"),
    "another DNS": _shape("the scheduler and the DNS", dnsPolicy="Default"),
    "names of its own": _shape(_FIELD, hostAliases=[{"ip": "10.10.0.9", "hostnames": ["a"]}]),
    "DNS servers of its own": _shape(_FIELD, dnsConfig={"nameservers": ["10.10.0.9"]}),
    "another runtime": ("deployments", _FIELD, deployment(runtimeClassName="none")),
    "a gate that holds a pod": _shape(_FIELD, schedulingGates=[{"name": "example.com/a"}]),
    "a device": _shape(_FIELD, resourceClaims=[{"name": "a", "resourceClaimName": "a"}]),
    "a gate of readiness": _shape(_FIELD, readinessGates=[{"conditionType": "example.com/a"}]),
    "a field of a Deployment's pods": ("deployments", _FIELD,
        deployment(hostAliases=[{"ip": "10.10.0.9", "hostnames": ["a"]}])),
    "no node beside others' pods": _shape(
        _AFFINITY, **beside("podAntiAffinity", "required", _ALL_OF_A_ZONE)),
    "no zone beside others' pods, if need be": _shape(
        _AFFINITY, **beside("podAntiAffinity", "preferred", _ALL_OF_A_ZONE)),
    "no node beside another application": _shape(
        _AFFINITY, **beside("podAntiAffinity", "preferred", _BACKEND)),
    "the nodes of another application": ("deployments", _AFFINITY,
        deployment(**beside("podAffinity", "preferred", _BACKEND))),
    "the zones of its own choice": _shape(_AFFINITY, affinity={"nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
            {"matchExpressions": [{"key": "node", "operator": "Exists"}]}]}}}),
    "a disk of a pod": _shape(_VOLUMES, volumes=[{"name": "a", "ephemeral": {
        "volumeClaimTemplate": {"spec": {"accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": "1Gi"}}}}}}]),
    "somebody's disk": _shape(
        _VOLUMES, volumes=[{"name": "a", "persistentVolumeClaim": {"claimName": "a"}}]),
    "a driver of volumes": _shape(_VOLUMES, volumes=[{"name": "a", "csi": {"driver": "a.b"}}]),
    "a pod that never ends": _shape(
        "has 840 seconds to end at most", terminationGracePeriodSeconds=841),
    "a Deployment's pods that never end": ("deployments", "has 840 seconds to end at most",
        deployment(terminationGracePeriodSeconds=10**6)),
    "too many revisions": ("scaling", "100 old revisions at most", revisions(101)),
    "too many replicas": ("scaling", "100 replicas at most", autoscaler(101)),
    "an editor's second autoscaler": (
        "scaling", "an autoscaler is made by the release", autoscaler(3), *EDITOR),
    "no pod to spare": ("budgets", "leaves a pod that a drain", budget(maxUnavailable=0)),
    "no part to spare": ("budgets", "leaves a pod that a drain", budget(maxUnavailable="0%")),
    "all pods always": ("budgets", "leaves a pod that a drain", budget(minAvailable="100%")),
    "a budget of all pods": ("budgets", "names its pods by a label",
        budget(selector={}, minAvailable=1)),
    "a budget that sick pods hold": ("budgets", "a pod that is not ready may be taken",
        budget(minAvailable=1, unhealthyPodEvictionPolicy="IfHealthyBudget")),
    "an editor's budget": ("kinds", "of an application are for the platform",
        budget(minAvailable=99), *EDITOR),
    "a namespace that never goes": ("finalizers", "finalizers are set by controllers",
        held(an_object("v1", "ConfigMap"))),
    "a namespace that an editor keeps": ("finalizers", "finalizers are set by controllers",
        held(service()), *EDITOR),
    "a load balancer by class": ("ingresses", "the Ingress class of applications",
        ingress(ingressClassName="alb")),
    "a wildcard": ("ingresses", "a host with a wildcard", ingress("*.staging.example.com")),
    "a host that the certificate is not for": ("ingresses", "directly below staging.example.com",
        ingress("a.b.staging.example.com")),
    "an editor's host": ("ingresses", "hosts are those of its release",
        ingress("backend.staging.example.com"), *EDITOR),
    "a certificate of its own": ("ingresses", "TLS ends at the load balancer",
        ingress(tls=[{"hosts": ["a.staging.example.com"], "secretName": "a"}])),
    "a default for every path": ("ingresses", "names a host, and there is no default",
        ingress(defaultBackend={"service": {"name": "a", "port": {"number": 80}}})),
    "two hosts in one": ("ingresses", "an Ingress has one host",
        ingress("a.staging.example.com", "b.staging.example.com")),
    "more paths than anybody has": ("ingresses", "with 100 paths at most",
        ingress(rules=[{"host": "a.staging.example.com", "http": {"paths": [
            {"path": f"/{n}", "pathType": "Prefix", "backend": {
                "service": {"name": "a", "port": {"number": 80}}}} for n in range(101)]}}])),
    "a path that NGINX cannot read": ("ingresses", "paths are of letters",
        ingress(rules=[{"host": "a.staging.example.com", "http": {"paths": [{
            "path": "/a(", "pathType": "Prefix", "backend": {
                "service": {"name": "a", "port": {"number": 80}}}}]}}])),
    "a variable that there is not": _annotated("limit-req-key", "$nosuch"),
    "a variable that there is not, to choose a pod": _annotated("lb-method", "hash $nosuch"),
    "a size that is none": _annotated("proxy-buffer-size", "abc"),
    "all memory of NGINX": _annotated("proxy-buffers", "9999 9999m"),
    "all disk of NGINX": _annotated("client-max-body-size", "0"),
    "a second directive": _annotated("rewrite-target", "/; return 200"),
    "a line of its own": _annotated("proxy-set-headers", "A: b\nC: d"),
    "a number with a word": _annotated("limit-req-reject-code", "200"),
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
    "many narrow networks": ("network-policies", "50 networks at most",
        network_policy(policyTypes=["Egress"], egress=[
            {"to": [{"ipBlock": {"cidr": f"203.0.113.{each}/32"}} for each in range(51)]}])),
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
    "a login to a registry with other content": ("external-secrets", "or its login to a registry",
        external_secret(target={"name": f"{NAMESPACE}-registry", "template": {
            "type": "kubernetes.io/dockerconfigjson", "data": {"a": "b"}}})),
    "a login to a registry of another type": ("external-secrets", "or its login to a registry",
        external_secret(target={"name": f"{NAMESPACE}-registry", "template": {"type": "Opaque"}})),
    "the Secret of a release": ("external-secrets", "the target is the application's own",
        external_secret(target={"name": "sh.helm.release.v1.frontend.v1"})),
    "pods of all namespaces": ("monitors", "is about its own namespace",
        service_monitor(namespaceSelector={"any": True})),
    "labels of pods as labels of series": ("monitors", "has selector and endpoints only",
        service_monitor(podTargetLabels=["a"])),
    "labels of Services as labels of series": ("monitors", "has selector and endpoints only",
        service_monitor(targetLabels=["a"])),
    "another class of scraping": ("monitors", "has selector and endpoints only",
        service_monitor(scrapeClass="a")),
    "the token of Prometheus": _scraped(bearerTokenFile="/var/run/secrets/token"),
    "another address to scrape": _scraped(relabelings=[{"targetLabel": "__address__"}]),
    "parameters": _scraped(params={"target": ["10.10.0.9"]}),
    "labels that a pod gives itself": _scraped(honorLabels=True),
    "times that a pod gives itself": _scraped(honorTimestamps=True),
    "redirects": _scraped(followRedirects=True),
    "metrics a thousand times a second": ("monitors", "every 10 seconds at most",
        service_monitor(endpoint={"interval": "1ms"})),
    "metrics every second": ("monitors", "every 10 seconds at most",
        service_monitor(endpoint={"interval": "1s"})),
    "metrics of a hundred ports": ("monitors", "10 endpoints at most",
        service_monitor(endpoints=[{"port": f"a{each}"} for each in range(11)])),
    "others' series": ("alerts", "rules of applications alert",
        rules(RULE, {"record": "up", "expr": "1"})),
    "another namespace's alert": _alert("labels of alerts are", labels={"namespace": "backend"}),
    "another alert's name": _alert("labels of alerts are", labels={"alertname": "Watchdog"}),
    "another cluster's alert": _alert("labels of alerts are", labels={"cluster": "prod"}),
    "the sign that all is well": _alert("are alerts of the platform", alert="Watchdog"),
    "silence for others": _alert("are alerts of the platform", alert="InfoInhibitor"),
    "others' series in a text": _alert(_TEXT, annotations={"a": '{{ query "up" }}'}),
    "others' series in a text by a pipe": _alert(
        _TEXT, annotations={"a": 'x {{ $value }} {{ "up" | query | first | value }}'}),
    "others' series in a label": _alert(_TEXT, labels={"team": '{{ with query "up" }}{{ end }}'}),
    "rules a thousand times a second": (
        "alerts", "a group has name and rules", rules(RULE, interval="1ms")),
    "labels of a group": ("alerts", "a group has name and rules",
        rules(RULE, labels={"namespace": "backend"})),
    "a secret read without end": ("external-secrets", "is read every 60 seconds at most",
        external_secret(refreshInterval="1s")),
    "an editor's Rollout": ("kinds", "of an application are for the platform", rollout(), *EDITOR),
    "an editor's analysis": ("kinds", "of an application are for the platform",
        analysis(), *EDITOR),
    "an editor's run of an analysis": ("kinds", "analysisruns are of a kind",
        analysis(job={"spec": job()["spec"]}) | {"kind": "AnalysisRun"}, *EDITOR),
    "pods of a template that nobody judged": ("rollouts", "takes the pods of the Deployment",
        rollout(of=None, **deployment()["spec"])),
    "pods of another's Deployment": ("rollouts", "takes the pods of the Deployment",
        rollout(of="backend")),
    "all new pods at once": ("rollouts", "makes canaries by their share",
        rollout(strategy={"blueGreen": {"activeService": "a"}})),
    "the requests of others": ("rollouts", "makes canaries by their share",
        rollout(strategy={"canary": {"trafficRouting": {"nginx": {"stableIngress": "a"}}}})),
    "a Job of the controller": ("analyses", "canaries are measured by",
        analysis(job={"spec": job()["spec"]})),
    "an address of its own": ("analyses", "canaries are measured by",
        analysis(web={"url": "http://10.10.0.9", "jsonPath": "{$.a}"})),
    "another Prometheus": ("analyses", "canaries are measured by",
        analysis(prometheus={"address": "http://10.10.0.9:9090", "query": "up"})),
    "the controller's headers": ("analyses", "canaries are measured by",
        analysis(prometheus={"address": PROMETHEUS, "query": "up",
            "headers": [{"key": "a", "value": "b"}]})),
    "rights everywhere": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", {
            "kind": "ServiceAccount", "name": "default", "namespace": NAMESPACE})),
    "rights elsewhere": ("bindings", "have no rights in the Kubernetes API",
        binding("RoleBinding", {
            "kind": "ServiceAccount", "name": "default", "namespace": NAMESPACE})),
    "rights as a user": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", rbac_subject(
            "User", f"system:serviceaccount:{NAMESPACE}:{NAMESPACE}"))),
    "rights of a namespace": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", rbac_subject(
            "Group", f"system:serviceaccounts:{NAMESPACE}"))),
    "rights of everybody": ("bindings", "have no rights in the Kubernetes API",
        binding("ClusterRoleBinding", rbac_subject("Group", "system:authenticated"))),
}  # fmt: skip
"""By what each would get: the policy, a part of its message, the object, and as whom."""

HOSTILE: Final = {
    name: Hostile(policy=policy, message=message, manifest=manifest, user=tuple(user))
    for name, (policy, message, manifest, *user) in _TABLE.items()
}
