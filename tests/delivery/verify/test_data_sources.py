"""What a plan reads with its role: things of its own environment only."""

import pytest

from tests.delivery.conftest import Folder
from tests.delivery.verify.spoiling import Hostile, Refused, Spoil, assert_refused, put

UNKNOWN_DATA = "is a data source not known here"
NOT_OUR_STATE = "is not the state of a stack of this environment"
NOT_OURS = "asks for what is not of this environment"
STATE = ("data", "terraform_remote_state", "networking-state")
OTHERS = [{"name": "tag:Environment", "values": ["prod"]}]
DIFFERENCE = "${setsubtract(data.aws_subnets.a.ids, data.aws_subnets.b.ids)}"

HOSTILE: Hostile = {
    "a secret": (
        put("data", "aws_secretsmanager_secret_version", "a", value={"secret_id": "x"}),
        UNKNOWN_DATA,
    ),
    "a parameter": (put("data", "aws_ssm_parameter", "a", value={"name": "x"}), UNKNOWN_DATA),
    "a function that runs": (put("data", "aws_lambda_invocation", "a", value={}), UNKNOWN_DATA),
    "a Secret": (put("data", "kubernetes_secret_v1", "a", value={}), UNKNOWN_DATA),
    "a rendered chart": (put("data", "helm_template", "a", value={}), UNKNOWN_DATA),
    "a program": (put("data", "external", "a", value={"program": ["sh"]}), UNKNOWN_DATA),
    "a request": (put("data", "http", "a", value={"url": "http://evil"}), UNKNOWN_DATA),
    "another environment's state": (
        put(*STATE, "config", "key", value="prod/networking.tfstate"),
        NOT_OUR_STATE,
    ),
    "a state out of the environment": (
        put(*STATE, "config", "key", value="staging/../prod/networking.tfstate"),
        NOT_OUR_STATE,
    ),
    "an object that is no state": (put(*STATE, "config", "key", value="secrets"), NOT_OUR_STATE),
    "state of another bucket": (put(*STATE, "config", "bucket", value="other"), NOT_OUR_STATE),
    "state of the disk": (put(*STATE, "backend", value="local"), NOT_OUR_STATE),
    "a state without settings": (put(*STATE, "config", value=None), NOT_OUR_STATE),
    "another cluster": (put("data", "aws_eks_cluster", "a", value={"name": "prod"}), NOT_OURS),
    "a cluster by an expression": (
        put("data", "aws_eks_cluster", "a", value={"name": "${local.a}"}),
        NOT_OURS,
    ),
    "a cluster without a name": (put("data", "aws_eks_cluster", "a", value={}), NOT_OURS),
    "another group": (put("data", "aws_autoscaling_group", "a", value={"name": "a"}), NOT_OURS),
    "all groups": (put("data", "aws_autoscaling_groups", "a", value={}), NOT_OURS),
    "groups by their names": (
        put("data", "aws_autoscaling_groups", "all", "names", value=["a"]),
        NOT_OURS,
    ),
    "groups of another cluster": (
        put("data", "aws_autoscaling_groups", "all", "filter", 0, "values", value=["prod"]),
        NOT_OURS,
    ),
    "all subnets": (put("data", "aws_subnets", "a", value={}), NOT_OURS),
    "others' subnets": (put("data", "aws_subnets", "a", value={"filter": OTHERS}), NOT_OURS),
    "filters that are no list": (put("data", "aws_subnets", "a", value={"filter": {}}), NOT_OURS),
    "filters that are no objects": (
        put("data", "aws_subnets", "a", value={"filter": ["tag:Environment"]}),
        NOT_OURS,
    ),
    "filters made by an expression": (
        put("data", "aws_subnets", "a", value={"dynamic": {"filter": {}}}),
        NOT_OURS,
    ),
    "all network interfaces": (put("data", "aws_network_interfaces", "a", value={}), NOT_OURS),
    "network interfaces of any subnet": (
        put(
            *("data", "aws_network_interfaces", "a", "filter"),
            value=[{"name": "subnet-id", "values": "${data.aws_subnets.all.ids}"}],
        ),
        NOT_OURS,
    ),
}


@pytest.mark.parametrize(("spoil", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_data_source_that_reads_what_is_others_is_refused_with_the_reason(
    spoil: Spoil, reason: str, refused: Refused
) -> None:
    assert_refused(refused, spoil, reason)


def test_data_sources_of_the_environment_pass(folder: Folder) -> None:
    ours = [
        {"name": "tag:Project", "values": [folder.config.project]},
        {"name": "tag:Environment", "values": [folder.config.name]},
        {"name": "availability-zone", "values": ["eu-west-1a"]},
    ]
    folder.k8s["data"] |= {
        "aws_eks_clusters": {"all": {"//": {}}},
        "aws_eks_cluster": {"own": {"count": 1, "name": folder.config.cluster_name}},
        "aws_subnets": {"own": {"filter": ours}},
        "aws_network_interfaces": {
            "own": {"filter": [{"name": "subnet-id", "values": DIFFERENCE}], "lifecycle": {}}
        },
    }

    assert folder.judged()
