"""Node groups of the local AWS become nodes of the control plane."""

from collections.abc import Callable
from functools import partial

from config.kubernetes_names import NODE_GROUP_LABEL
from sandbox.joints.nodes import TO_BE_DELETED
from sandbox.kubernetes.objects import NODES
from tests.patience import eventually
from tests.sandbox.joints.conftest import CLUSTER, Joined

Group = Callable[..., str]


def zones(joined: Joined) -> list[str]:
    return sorted(
        node["metadata"]["labels"]["topology.kubernetes.io/zone"] for node in joined.nodes()
    )


def has_nodes(joined: Joined, count: int) -> bool:
    return len(joined.nodes()) == count


def test_a_group_has_its_desired_size_spread_over_its_zones(joined: Joined, group: Group) -> None:
    group("spread", size=3, zones=3)
    region = joined.config.region
    eventually(lambda: zones(joined) == [f"{region}a", f"{region}b", f"{region}c"])


def test_a_node_has_what_its_group_says(joined: Joined, group: Group) -> None:
    taint = {"key": "node", "value": "apps", "effect": "NO_SCHEDULE"}
    group("labelled", size=1, labels={"node": "apps"}, taints=[taint])
    eventually(lambda: len(joined.nodes()) == 1)
    (node,) = joined.nodes()
    assert node["metadata"]["labels"]["node"] == "apps"
    assert node["metadata"]["labels"][NODE_GROUP_LABEL] == "labelled"
    assert node["metadata"]["labels"]["node.kubernetes.io/instance-type"] == "m7i.large"
    kept = {"key": "node", "value": "apps", "effect": "NoSchedule"}
    assert kept in node["spec"]["taints"]
    # Three interfaces of ten addresses, one of each its own: 3 x 9 + 2.
    assert (node["status"]["capacity"]["cpu"], node["status"]["capacity"]["pods"]) == ("2", "29")


def test_the_nodes_follow_the_desired_size(joined: Joined, group: Group) -> None:
    group("scaled", size=1)
    eventually(lambda: len(joined.nodes()) == 1)
    eks = joined.client("eks")
    for size in (3, 2):
        scaling = {"minSize": 0, "desiredSize": size, "maxSize": 5}
        eks.update_nodegroup_config(
            clusterName=CLUSTER, nodegroupName="scaled", scalingConfig=scaling
        )
        eventually(partial(has_nodes, joined, size))


def test_foreign_taints_go_but_for_that_of_the_autoscaler(joined: Joined, group: Group) -> None:
    group("tainted", size=1)
    eventually(partial(has_nodes, joined, 1))
    (name,) = (node["metadata"]["name"] for node in joined.nodes())
    foreign = [{"key": key, "effect": "NoSchedule"} for key in ("somebody", TO_BE_DELETED)]
    joined.api.patch(f"{NODES}/{name}", {"spec": {"taints": foreign}})

    def taints() -> list[str]:
        (node,) = joined.nodes()
        return [taint["key"] for taint in node["spec"].get("taints", ())]

    eventually(lambda: "somebody" not in taints())
    assert TO_BE_DELETED in taints()


def test_a_new_launch_template_replaces_the_nodes_one_by_one(joined: Joined, group: Group) -> None:
    ec2, eks = joined.client("ec2"), joined.client("eks")
    made = ec2.create_launch_template(LaunchTemplateName="replaced", LaunchTemplateData={})
    template = made["LaunchTemplate"]["LaunchTemplateId"]
    ec2.create_launch_template_version(LaunchTemplateId=template, LaunchTemplateData={})
    group("replaced", size=2, launchTemplate={"id": template, "version": "1"})
    eventually(partial(has_nodes, joined, 2))
    before = {node["metadata"]["name"] for node in joined.nodes()}
    eks.update_nodegroup_version(
        clusterName=CLUSTER,
        nodegroupName="replaced",
        launchTemplate={"id": template, "version": "2"},
    )
    seen = []

    def replaced() -> bool:
        names = {node["metadata"]["name"] for node in joined.nodes()}
        seen.append(len(names))
        return len(names) == 2 and not names & before

    eventually(replaced)
    assert set(seen) <= {2, 3}
