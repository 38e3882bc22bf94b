"""The order of a teardown, and that it goes on where it stopped."""

from typing import Any

import pytest

from delivery.account import Account
from delivery.teardown.steps import Teardown
from ops.command import Failure
from tests.delivery.stored import keep_state
from tests.delivery.teardown.conftest import FakeTerraform


def made_down(teardown: Teardown) -> list[str]:
    """Take everything down, and return what was said."""
    return list(teardown.run(teardown.checked()))


def test_what_needs_others_goes_before_them_and_applications_before_their_controllers(
    teardown: Teardown, terraform: FakeTerraform
) -> None:
    made_down(teardown)

    assert terraform.done == [
        ("k8s", "helm_release.app", "kubernetes_ingress_v1.entry"),
        ("k8s", "helm_release.driver"),
        ("k8s",),
        ("databases",),
        ("networking",),
    ]


def test_each_step_says_what_it_does(teardown: Teardown) -> None:
    assert made_down(teardown) == [
        "k8s: destroys the applications and ingresses",
        "k8s: waits until the load balancers of its controllers are gone",
        "k8s: destroys what else is inside the cluster",
        "k8s: waits until the volumes of claims are gone",
        "k8s: destroys what is left of it",
        "k8s: waits until its network interfaces and security groups are gone",
        "databases: destroys what is left of it",
        "networking: destroys what is left of it",
    ]


def test_what_is_done_is_not_done_again(
    teardown: Teardown, terraform: FakeTerraform, account: Account
) -> None:
    keep_state(account, "k8s", {})
    keep_state(account, "databases", {})

    said = made_down(teardown)

    assert terraform.done == [("networking",)]
    assert "databases: nothing of it is in its state" in said


def load_balancer(account: Account, cluster: str = "platform-staging") -> tuple[str, str]:
    """Make a load balancer as a controller does; return its ARN and its VPC."""
    ec2: Any = account.session.client("ec2")
    elbv2: Any = account.session.client("elbv2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{index}.0/24", AvailabilityZone=zone)
        for index, zone in enumerate(("eu-west-1a", "eu-west-1b"))
    ]
    made = elbv2.create_load_balancer(
        Name="k8s-team",
        Subnets=[each["Subnet"]["SubnetId"] for each in subnets],
        Tags=[
            {"Key": "elbv2.k8s.aws/cluster", "Value": cluster},
            {"Key": "ingress.k8s.aws/stack", "Value": "team/shop"},
        ],
    )
    return made["LoadBalancers"][0]["LoadBalancerArn"], vpc


def test_a_load_balancer_that_stays_stops_it_before_its_controller_goes(
    teardown: Teardown, terraform: FakeTerraform, account: Account
) -> None:
    arn, _ = load_balancer(account)

    with pytest.raises(Failure, match="load balancer k8s-team") as caught:
        made_down(teardown)

    assert "kubectl --namespace team delete ingress shop" in str(caught.value)
    assert arn in str(caught.value)
    assert terraform.done == [("k8s", "helm_release.app", "kubernetes_ingress_v1.entry")]


def test_a_load_balancer_of_another_cluster_holds_nothing_up(
    teardown: Teardown, account: Account
) -> None:
    load_balancer(account, cluster="platform-prod")

    assert made_down(teardown)[-1] == "networking: destroys what is left of it"


def test_a_volume_that_stays_stops_it_before_its_driver_goes(
    teardown: Teardown, terraform: FakeTerraform, account: Account
) -> None:
    ec2: Any = account.session.client("ec2")
    claimed = {
        "kubernetes.io/cluster/platform-staging": "owned",
        "ebs.csi.aws.com/cluster": "true",
        "kubernetes.io/created-for/pvc/namespace": "shop",
        "kubernetes.io/created-for/pvc/name": "data",
    }
    tags = [{"Key": key, "Value": value} for key, value in claimed.items()]
    ec2.create_volume(
        AvailabilityZone="eu-west-1a",
        Size=1,
        TagSpecifications=[{"ResourceType": "volume", "Tags": tags}],
    )

    with pytest.raises(Failure, match=r"volume vol-\w+ of the claim shop/data") as caught:
        made_down(teardown)

    assert "or, to keep it: aws ec2 delete-tags" in str(caught.value)
    assert terraform.done[-1] == ("k8s", "helm_release.driver")


def test_an_interface_that_stays_stops_it_before_its_network_goes(
    teardown: Teardown, terraform: FakeTerraform, account: Account
) -> None:
    ec2: Any = account.session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    for description in ("aws-K8S-i-1", "Somebody's own"):
        ec2.create_network_interface(SubnetId=subnet, Description=description)
    terraform.known["networking"]["aws_vpc.main"] = {"id": vpc}
    keep_state(account, "networking", terraform.known["networking"])

    with pytest.raises(Failure) as caught:
        made_down(teardown)

    assert "(aws-K8S-i-1)" in str(caught.value)
    assert "Somebody's own" not in str(caught.value)
    assert terraform.done[-1] == ("k8s",)
