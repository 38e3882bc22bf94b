"""Weak clusters and node groups."""

from datetime import date

from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft

JSON = "k8s/cdk.tf.json"
PROD = "environments/prod.yaml"
GROUP = "aws_eks_node_group"
OUTPUTS = "data.terraform_remote_state.networking-state.outputs"


def in_two_zones(draft: Draft) -> None:
    two = [f"${{{OUTPUTS}.private_subnet_ids[{index}]}}" for index in range(2)]
    draft.one("aws_eks_cluster")["vpc_config"]["subnet_ids"] = two


def by_internet(draft: Draft) -> None:
    config = draft.one("aws_eks_cluster")["vpc_config"]
    config |= {"endpoint_private_access": False, "endpoint_public_access": True}


def unlogged(draft: Draft) -> None:
    draft.one("aws_eks_cluster")["enabled_cluster_log_types"].remove("audit")


def after_support(draft: Draft) -> None:
    draft.today = date(2027, 4, 1)


def old_proxy(draft: Draft) -> None:
    draft.one("aws_eks_addon", "kube-proxy")["addon_version"] = "v1.34.6-eksbuild.18"


def old_dns(draft: Draft) -> None:
    draft.one("aws_eks_addon", "coredns")["addon_version"] = "v1.11.1-eksbuild.4"


def old_nodes(draft: Draft) -> None:
    draft.one(GROUP, "apps_eu-west-1b")["version"] = "1.33"


def apps_in_one_zone(draft: Draft) -> None:
    for group in draft.all(GROUP, "apps_"):
        group["subnet_ids"] = [f'${{{OUTPUTS}.node_subnet_ids["eu-west-1a"]}}']


def infrastructure_in_one_zone(draft: Draft) -> None:
    for group in draft.all(GROUP, "infrastructure_"):
        group["subnet_ids"] = [f'${{{OUTPUTS}.node_subnet_ids["eu-west-1b"]}}']


def apps_in_two_zones(draft: Draft) -> None:
    draft.remove(GROUP, "apps_eu-west-1c")
    draft.remove("aws_cloudwatch_metric_alarm", "apps-eu-west-1c")


def no_spare(draft: Draft) -> None:
    draft.setting(
        "cluster", "node_groups", "apps", value={"min_size": 3, "desired_size": 3, "max_size": 3}
    )
    for group in draft.all(GROUP, "apps_"):
        group["scaling_config"]["max_size"] = 1


def few_nodes(draft: Draft) -> None:
    draft.setting(
        "cluster", "node_groups", "apps", value={"min_size": 3, "desired_size": 3, "max_size": 4}
    )
    for group in draft.all(GROUP, "apps_"):
        group["scaling_config"]["max_size"] = 2


def may_be_empty(draft: Draft) -> None:
    draft.one(GROUP, "apps_eu-west-1c")["scaling_config"]["min_size"] = 0


def spot(draft: Draft) -> None:
    draft.setting("cluster", "node_groups", "apps", "capacity_type", value="SPOT")
    for group in draft.all(GROUP, "apps_"):
        group["capacity_type"] = "SPOT"


def unrepaired(draft: Draft) -> None:
    draft.one(GROUP, "apps_eu-west-1a")["node_repair_config"]["enabled"] = False


def many_at_once(draft: Draft) -> None:
    draft.one(GROUP, "apps_eu-west-1a")["update_config"]["max_unavailable_percentage"] = 100


def small_subnet(draft: Draft) -> None:
    draft.one("aws_subnet", "private", "1a")["cidr_block"] = "10.20.32.0/24"


CLUSTER = (
    Weakened(
        name="a cluster whose API has interfaces in two of three zones",
        change=in_two_zones,
        rule="cluster-misses-zone",
        file=JSON,
        key="vpc_config.subnet_ids",
    ),
    Weakened(
        name="nodes that reach the API over the internet only",
        change=by_internet,
        rule="cluster-endpoint-public-only",
        file=JSON,
        key="vpc_config.endpoint_private_access",
    ),
    Weakened(
        name="a control plane that keeps no audit log",
        change=unlogged,
        rule="control-plane-logs-off",
        file=JSON,
        key="enabled_cluster_log_types",
    ),
    Weakened(
        name="a version after its standard support",
        change=after_support,
        rule="kubernetes-support-ended",
        file=PROD,
        key="cluster.version",
    ),
    Weakened(
        name="kube-proxy of the version before",
        change=old_proxy,
        rule="kube-proxy-version-skew",
        file=JSON,
        key="addon_version",
    ),
    Weakened(
        name="CoreDNS of a version that is not known to fit",
        change=old_dns,
        rule="addon-version-unfit",
        file=JSON,
        key="addon_version",
    ),
    Weakened(
        name="nodes of an earlier version",
        change=old_nodes,
        rule="node-version-skew",
        file=JSON,
        key="version",
    ),
    Weakened(
        name="the applications' nodes in one zone",
        change=apps_in_one_zone,
        rule="node-group-in-one-zone",
        file=JSON,
        key="subnet_ids",
    ),
    Weakened(
        name="the addons' nodes in one zone",
        change=infrastructure_in_one_zone,
        rule="node-group-in-one-zone",
        file=JSON,
        key="subnet_ids",
    ),
    Weakened(
        name="the applications' nodes in two of three zones",
        change=apps_in_two_zones,
        rule="node-group-misses-zone",
        file=PROD,
        key="cluster.node_groups.apps",
    ),
    Weakened(
        name="no more nodes than the fewest",
        change=no_spare,
        rule="node-group-without-spare",
        file=PROD,
        key="cluster.node_groups.apps.max_size",
    ),
    Weakened(
        name="fewer nodes than the most pods need",
        change=few_nodes,
        rule="replicas-exceed-nodes",
        file=PROD,
        key="cluster.node_groups.apps.max_size",
    ),
    Weakened(
        name="a zone in which applications may have no node",
        change=may_be_empty,
        rule="node-group-may-be-empty",
        file=JSON,
        key="scaling_config.min_size",
    ),
    Weakened(
        name="spot instances for all applications",
        change=spot,
        rule="spot-nodes-only",
        file=PROD,
        key="capacity_type",
    ),
    Weakened(
        name="nodes that nobody repairs",
        change=unrepaired,
        rule="node-repair-off",
        file=JSON,
        key="node_repair_config.enabled",
    ),
    Weakened(
        name="an update that takes all nodes of a group at once",
        change=many_at_once,
        rule="update-takes-many-nodes",
        file=JSON,
        key="max_unavailable_percentage",
    ),
    Weakened(
        name="a private subnet that is too small for its zone's most nodes",
        change=small_subnet,
        rule="nodes-exceed-subnet",
        file=PROD,
        key="network.zones.eu-west-1a.private",
    ),
)
