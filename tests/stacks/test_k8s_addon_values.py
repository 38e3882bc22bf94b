"""What the stack adds to the values of an addon, since it depends on the environment."""

import re
from collections.abc import Callable

import pytest
import yaml

from config.addons.names import PLATFORM_ADDONS
from terraform_json.types import Json
from tests.stacks.test_k8s_addons import releases

Cluster = Callable[..., Json]

NETWORK = "${data.terraform_remote_state.networking-state.outputs"
ZONE = f"{NETWORK}.hosted_zone_id}}"

ADDED = {
    "cluster-autoscaler": {
        "autoDiscovery": {"clusterName": "platform-staging"},
        "awsRegion": "eu-west-1",
        "replicaCount": 3,
    },
    "metrics-server": {"replicas": 3},
    "aws-load-balancer-controller": {
        "clusterName": "platform-staging",
        "region": "eu-west-1",
        "vpcId": f"{NETWORK}.vpc_id}}",
        "replicaCount": 3,
    },
    "nginx-ingress": {
        "controller": {
            "autoscaling": {"minReplicas": 3},
            "config": {"entries": {"set-real-ip-from": f"{NETWORK}.vpc_cidr_block}}"}},
        }
    },
    "external-dns": {
        "domainFilters": ["shop.example.org"],
        "txtOwnerId": "platform-staging",
        "sourceNamespace": "nginx-ingress",
        "extraArgs": {"zone-id-filter": ZONE},
        "env": [{"name": "AWS_REGION", "value": "eu-west-1"}],
    },
    "secret-store": {"region": "eu-west-1"},
}


@pytest.fixture
def added(cluster: Cluster) -> Callable[[str], Json]:
    """Return a function that gives the last values of a release."""
    found = releases(cluster(dns={"domain": "shop.example.org"}))
    return lambda name: yaml.safe_load(found[name]["values"][-1])


@pytest.mark.parametrize(("name", "values"), ADDED.items())
def test_an_addon_learns_where_it_is(added: Callable[[str], Json], name: str, values: Json) -> None:
    assert added(name) == values


@pytest.mark.parametrize(("zones", "pods"), [("ab", 3), ("abcd", 4)])
def test_what_a_new_pod_needs_has_a_pod_in_every_zone(
    cluster: Cluster, zones: str, pods: int
) -> None:
    found = releases(cluster(zones=zones))
    values = {name: yaml.safe_load(found[name]["values"][-1]) for name in ADDED}
    assert values["metrics-server"]["replicas"] == pods
    assert values["cluster-autoscaler"]["replicaCount"] == pods
    assert values["aws-load-balancer-controller"]["replicaCount"] == pods


def test_alerts_are_about_the_addons_that_are_on_and_scraped(cluster: Cluster) -> None:
    def alerted(**releases_off: Json) -> set[str]:
        release = releases(cluster(addons={"releases": releases_off}))["alerts"]
        return set(yaml.safe_load(release["values"][-1])["addons"])

    scraped = {*PLATFORM_ADDONS} - {"kube-prometheus-stack", "metrics-server"}
    assert alerted() == scraped
    assert alerted(descheduler={"enabled": False}) == scraped - {"descheduler"}


def test_logs_go_to_the_log_group_of_the_containers(added: Callable[[str], Json]) -> None:
    given = added("aws-for-fluent-bit")["cloudWatchLogs"]
    assert given["region"] == "eu-west-1"
    assert given["logGroupName"].startswith("${aws_cloudwatch_log_group.addons_containers")


def test_metrics_say_which_cluster_they_are_of(added: Callable[[str], Json]) -> None:
    spec = added("kube-prometheus-stack")["prometheus"]["prometheusSpec"]
    assert spec["externalLabels"] == {"cluster": "platform-staging"}


# What `livenessProbe` has in the pinned chart's values, and keeps as long as ours say nothing.
FLUENT_BIT_CHART_PROBES = 2020


def ours(data: Json, addon: str) -> Json:
    """Return the values of an addon that do not depend on the environment."""
    values: Json = yaml.safe_load(releases(data)[addon]["values"][0])
    return values


def port_of(endpoint: Json) -> int:
    """Return the port that is asked: by its number, or of the address that a relabeling makes."""
    if "portNumber" in endpoint:
        return int(endpoint["portNumber"])
    (made,) = [r for r in endpoint["relabelings"] if r["targetLabel"] == "__address__"]
    assert made["sourceLabels"] == ["__meta_kubernetes_pod_ip"]
    return int(made["replacement"].removeprefix("$1:"))


def scraped(data: Json) -> dict[str, set[int]]:
    """Return the ports on which Prometheus reads the metrics of pods, by their namespace."""
    return {
        namespace: {port_of(endpoint) for endpoint in monitor["podMetricsEndpoints"]}
        for monitor in ours(data, "kube-prometheus-stack")["prometheus"]["additionalPodMonitors"]
        for namespace in monitor["namespaceSelector"]["matchNames"]
    }


def let_in(data: Json, namespace: str) -> set[int]:
    """Return the ports on which the pods of a namespace may be called."""
    policies = data["resource"]["kubernetes_network_policy_v1"].items()
    specs = [policy["spec"] for key, policy in policies if f"namespaces_{namespace}_" in key]
    rules = [rule for spec in specs for rule in spec.get("ingress", [])]
    return {int(port["port"]) for rule in rules for port in rule["ports"]}


def test_fluent_bit_is_asked_where_it_answers(cluster: Cluster) -> None:
    data = cluster()
    values = ours(data, "aws-for-fluent-bit")
    (port,) = re.findall(r"^HTTP_Port +(\d+)$", values["service"]["extraService"], re.MULTILINE)
    probes = [values[f"{kind}Probe"]["httpGet"] for kind in ("liveness", "readiness")]
    answers = {int(port)}
    assert {probe.get("port", FLUENT_BIT_CHART_PROBES) for probe in probes} == answers
    assert scraped(data)["logging"] == answers
    assert let_in(data, "logging") == answers


@pytest.mark.parametrize(
    "namespace",
    ["argo-rollouts", "descheduler", "external-dns", "external-secrets", "nginx-ingress"],
)
def test_prometheus_is_let_in_where_it_reads_metrics(cluster: Cluster, namespace: str) -> None:
    data = cluster()
    assert scraped(data)[namespace] <= let_in(data, namespace)
