"""What the stack adds to the values of an addon, since it depends on the environment."""

from collections.abc import Callable

import pytest
import yaml

from terraform_json.types import Json
from tests.stacks.test_k8s_addons import releases

Cluster = Callable[..., Json]

NETWORK = "${data.terraform_remote_state.networking-state.outputs"
ZONE = "Z0123456789ABC"

ADDED = {
    "cluster-autoscaler": {
        "autoDiscovery": {"clusterName": "platform-staging"},
        "awsRegion": "eu-west-1",
    },
    "aws-load-balancer-controller": {
        "clusterName": "platform-staging",
        "region": "eu-west-1",
        "vpcId": f"{NETWORK}.vpc_id}}",
    },
    "nginx-ingress": {
        "controller": {
            "config": {"entries": {"set-real-ip-from": f"{NETWORK}.vpc_cidr_block}}"}},
        }
    },
    "external-dns": {
        "domainFilters": ["shop.example.org"],
        "txtOwnerId": "platform-staging",
        "extraArgs": {"zone-id-filter": ZONE},
        "env": [{"name": "AWS_REGION", "value": "eu-west-1"}],
    },
    "secret-store": {"region": "eu-west-1"},
}


@pytest.fixture
def added(cluster: Cluster) -> Callable[[str], Json]:
    """Return a function that gives the last values of a release."""
    found = releases(cluster(dns={"domain": "shop.example.org", "hosted_zone_id": ZONE}))
    return lambda name: yaml.safe_load(found[name]["values"][-1])


@pytest.mark.parametrize(("name", "values"), ADDED.items())
def test_an_addon_learns_where_it_is(added: Callable[[str], Json], name: str, values: Json) -> None:
    assert added(name) == values


def test_logs_go_to_the_log_group_of_the_containers(added: Callable[[str], Json]) -> None:
    given = added("aws-for-fluent-bit")["cloudWatchLogs"]
    assert given["region"] == "eu-west-1"
    assert given["logGroupName"].startswith("${aws_cloudwatch_log_group.addons_containers")


def test_metrics_say_which_cluster_they_are_of(added: Callable[[str], Json]) -> None:
    spec = added("kube-prometheus-stack")["prometheus"]["prometheusSpec"]
    assert spec["externalLabels"] == {"cluster": "platform-staging"}
