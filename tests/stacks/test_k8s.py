import importlib.metadata
from collections.abc import Callable

import pytest

from config.aws import provider
from config.aws.kubernetes_versions import KUBERNETES_VERSIONS
from config.model import EnvironmentConfig
from stacks.k8s import ClusterStack
from terraform_json.types import Json
from tests.stacks.synthesized import of, one, policies_of_role, statements

Cluster = Callable[..., Json]

ROLE = "arn:aws:iam::111122223333:role/"


def addons(data: Json) -> dict[str, Json]:
    """Return each of EKS's addons, by its name."""
    return {addon["addon_name"]: addon for addon in of(data, "aws_eks_addon")}


def associations(data: Json) -> set[tuple[str, str, tuple[str, ...]]]:
    """Return who has which access policy, and in which namespaces."""
    entries = {
        f"${{aws_eks_access_entry.{key}.principal_arn}}": entry["principal_arn"]
        for key, entry in data["resource"]["aws_eks_access_entry"].items()
    }
    return {
        (
            entries[association["principal_arn"]].removeprefix(ROLE),
            association["policy_arn"].rpartition("/")[2],
            tuple(association["access_scope"].get("namespaces", ())),
        )
        for association in of(data, "aws_eks_access_policy_association")
    }


def test_the_network_and_the_databases_are_deployed_first(cluster_stack: ClusterStack) -> None:
    assert {stack.node.id for stack in cluster_stack.dependencies} == {"networking", "databases"}


@pytest.mark.parametrize("production", [True, False])
def test_production_is_protected_from_deletion_where_the_provider_can_say_so(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, *, production: bool
) -> None:
    assert "deletion_protection" not in one(cluster(production=production), "aws_eks_cluster")
    monkeypatch.setattr(provider, "VERSION_6", True)
    made = one(cluster(production=production), "aws_eks_cluster")
    assert made["deletion_protection"] is production


def test_what_version_6_alone_has_is_asked_for_with_its_bindings_only() -> None:
    # https://github.com/cdktf/cdktf-provider-aws/releases: 21.0.0 came with version 6.
    has_6 = int(importlib.metadata.version("cdktf-cdktf-provider-aws").split(".")[0]) >= 21
    assert has_6 or not provider.VERSION_6


def test_secrets_and_logs_are_encrypted_with_a_rotated_key_of_their_own(cluster: Cluster) -> None:
    data = cluster()
    (key,) = [k for k in data["resource"]["aws_kms_key"] if k.startswith("control-plane")]
    encryption = one(data, "aws_eks_cluster")["encryption_config"]
    assert encryption["resources"] == ["secrets"]
    assert encryption["provider"]["key_arn"] == f"${{aws_kms_key.{key}.arn}}"
    groups = of(data, "aws_cloudwatch_log_group")
    assert {group["kms_key_id"] for group in groups} == {f"${{aws_kms_key.{key}.arn}}"}
    assert data["resource"]["aws_kms_key"][key]["enable_key_rotation"] is True
    aliases = {a["target_key_id"]: a["name"] for a in of(data, "aws_kms_alias")}
    assert aliases[f"${{aws_kms_key.{key}.id}}"] == "alias/platform-staging-cluster"


def test_the_api_is_reached_from_the_vpc_only_unless_networks_are_named(cluster: Cluster) -> None:
    vpc = one(cluster(), "aws_eks_cluster")["vpc_config"]
    assert (vpc["endpoint_private_access"], vpc["endpoint_public_access"]) == (True, False)
    assert "public_access_cidrs" not in vpc


def test_networks_that_are_named_reach_the_api_from_the_internet(cluster: Cluster) -> None:
    vpc = one(cluster(public_access_cidrs=["198.51.100.0/24"]), "aws_eks_cluster")["vpc_config"]
    assert (vpc["endpoint_private_access"], vpc["endpoint_public_access"]) == (True, True)
    assert vpc["public_access_cidrs"] == ["198.51.100.0/24"]


def test_requests_to_the_api_are_logged_for_as_long_as_asked(cluster: Cluster) -> None:
    data = cluster(log_retention_days=731)
    assert one(data, "aws_eks_cluster")["enabled_cluster_log_types"] == [
        "api",
        "audit",
        "authenticator",
    ]
    groups = {g["name"]: g["retention_in_days"] for g in of(data, "aws_cloudwatch_log_group")}
    assert groups["/aws/eks/platform-staging/cluster"] == 731


def test_the_log_group_is_there_before_eks_would_make_one(cluster: Cluster) -> None:
    data = cluster()
    groups = data["resource"]["aws_cloudwatch_log_group"]
    (name,) = [key for key, group in groups.items() if group["name"].endswith("/cluster")]
    assert f"aws_cloudwatch_log_group.{name}" in one(data, "aws_eks_cluster")["depends_on"]


def test_the_cluster_works_and_is_destroyed_with_all_that_its_role_may_do(
    cluster: Cluster,
) -> None:
    data = cluster()
    made = one(data, "aws_eks_cluster")
    role = made["role_arn"].removesuffix(".arn}") + ".name}"
    for kind in ("aws_iam_role_policy", "aws_iam_role_policy_attachment"):
        (policy,) = [key for key, each in data["resource"][kind].items() if each["role"] == role]
        assert f"{kind}.{policy}" in made["depends_on"]


def test_version_and_upgrade_policy_are_those_of_the_environment(cluster: Cluster) -> None:
    made = one(cluster(version="1.34", upgrade_policy="EXTENDED"), "aws_eks_cluster")
    assert made["version"] == "1.34"
    assert made["upgrade_policy"] == {"support_type": "EXTENDED"}


def test_a_zone_can_be_shifted_away(cluster: Cluster) -> None:
    assert one(cluster(), "aws_eks_cluster")["zonal_shift_config"] == {"enabled": True}


def test_nobody_is_let_in_for_having_made_the_cluster(cluster: Cluster) -> None:
    made = one(cluster(), "aws_eks_cluster")
    assert made["access_config"] == {
        "authentication_mode": "API",
        "bootstrap_cluster_creator_admin_permissions": False,
    }
    assert made["bootstrap_self_managed_addons"] is False


def test_only_the_deploy_role_is_let_in_by_default(cluster: Cluster) -> None:
    deploys = ("platform-staging-deploy", "AmazonEKSClusterAdminPolicy", ())
    assert associations(cluster()) == {deploys}


def test_the_role_that_plans_is_not_let_in(cluster: Cluster) -> None:
    assert cluster(plan_role="platform-staging-plan") == cluster()


def test_others_are_let_in_for_what_the_environment_says(cluster: Cluster) -> None:
    access = {
        "admins": [f"{ROLE}admin"],
        "viewers": [f"{ROLE}support", f"{ROLE}team"],
        "editors": {"shop": [f"{ROLE}team"], "blog": [f"{ROLE}team", f"{ROLE}other"]},
    }
    assert associations(cluster(access=access)) == {
        ("platform-staging-deploy", "AmazonEKSClusterAdminPolicy", ()),
        ("admin", "AmazonEKSClusterAdminPolicy", ()),
        ("support", "AmazonEKSViewPolicy", ()),
        ("team", "AmazonEKSViewPolicy", ()),
        ("team", "AmazonEKSEditPolicy", ("blog", "shop")),
        ("other", "AmazonEKSEditPolicy", ("blog",)),
    }


def test_a_deploy_role_that_is_also_named_as_admin_has_one_entry(
    cluster: Cluster, staging_config: EnvironmentConfig
) -> None:
    data = cluster(access={"admins": [staging_config.deploy_role_arn]})
    assert len(of(data, "aws_eks_access_entry")) == 1


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
def test_every_addon_has_the_version_that_fits(cluster: Cluster, version: str) -> None:
    table = KUBERNETES_VERSIONS[version].addons
    found = {n: addon["addon_version"] for n, addon in addons(cluster(version=version)).items()}
    assert found == {str(name): versions[0] for name, versions in table.items()}


def test_addons_of_every_node_come_before_the_nodes(cluster: Cluster) -> None:
    data = cluster()
    keys = {
        a["addon_name"]: f"aws_eks_addon.{k}" for k, a in data["resource"]["aws_eks_addon"].items()
    }
    for group in of(data, "aws_eks_node_group"):
        before = {name for name, key in keys.items() if key in group["depends_on"]}
        assert before == {"vpc-cni", "kube-proxy", "eks-pod-identity-agent"}


@pytest.mark.parametrize("name", ["coredns", "aws-ebs-csi-driver", "eks-node-monitoring-agent"])
def test_addons_with_pods_of_their_own_come_after_the_nodes(cluster: Cluster, name: str) -> None:
    data = cluster()
    groups = {f"aws_eks_node_group.{key}" for key in data["resource"]["aws_eks_node_group"]}
    assert groups <= set(addons(data)[name]["depends_on"])


@pytest.mark.parametrize(
    ("name", "service_account"),
    [("vpc-cni", "aws-node"), ("aws-ebs-csi-driver", "ebs-csi-controller-sa")],
)
def test_an_addon_with_rights_has_its_identity_before_its_pods(
    cluster: Cluster, name: str, service_account: str
) -> None:
    data = cluster()
    (key,) = [
        key
        for key, made in data["resource"]["aws_eks_pod_identity_association"].items()
        if made["service_account"] == service_account
    ]
    assert f"aws_eks_pod_identity_association.{key}" in addons(data)[name]["depends_on"]


def test_the_network_interfaces_of_nodes_are_the_vpc_cnis_business_alone(cluster: Cluster) -> None:
    data = cluster()
    (identity,) = [
        made
        for made in of(data, "aws_eks_pod_identity_association")
        if (made["namespace"], made["service_account"]) == ("kube-system", "aws-node")
    ]
    assert policies_of_role(data, identity["role_arn"]) == {"AmazonEKS_CNI_Policy"}
    (holder,) = [
        each
        for each in of(data, "aws_iam_role_policy_attachment")
        if each["policy_arn"].endswith("/AmazonEKS_CNI_Policy")
    ]
    (key,) = identity["depends_on"]
    assert data["resource"]["aws_iam_role_policy_attachment"][key.split(".")[1]] == holder


def test_a_role_is_for_one_service_account_of_one_cluster(cluster: Cluster) -> None:
    data = cluster()
    for made in of(data, "aws_eks_pod_identity_association"):
        role = data["resource"]["aws_iam_role"][made["role_arn"].split(".")[1]]
        (trust,) = statements(role["assume_role_policy"])
        assert trust["Principal"] == {"Service": "pods.eks.amazonaws.com"}
        assert trust["Condition"]["StringEquals"] == {
            "aws:RequestTag/eks-cluster-name": "platform-staging",
            "aws:RequestTag/kubernetes-namespace": made["namespace"],
            "aws:RequestTag/kubernetes-service-account": made["service_account"],
        }


def test_the_nodes_role_may_do_what_every_node_needs_and_no_more(cluster: Cluster) -> None:
    data = cluster()
    (role,) = {group["node_role_arn"] for group in of(data, "aws_eks_node_group")}
    assert policies_of_role(data, role) == {
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonSSMManagedInstanceCore",
    }


def test_irsa_works_for_charts_that_still_need_it(cluster: Cluster) -> None:
    data = cluster()
    (name,) = data["resource"]["aws_eks_cluster"]
    provider = one(data, "aws_iam_openid_connect_provider")
    assert provider["url"] == f"${{aws_eks_cluster.{name}.identity[0].oidc[0].issuer}}"
    assert provider["client_id_list"] == ["sts.amazonaws.com"]


def test_only_the_load_balancer_is_open_to_the_world(cluster: Cluster) -> None:
    data = cluster()
    rules = of(data, "aws_vpc_security_group_ingress_rule")
    world = [rule for rule in rules if rule.get("cidr_ipv4") == "0.0.0.0/0"]
    (group,) = {rule["security_group_id"] for rule in world}
    assert group.startswith("${aws_security_group.security-groups_load-balancer")
    assert {(rule["from_port"], rule["to_port"]) for rule in world} == {(443, 443), (80, 80)}


def test_the_vpc_reaches_the_api_by_https(cluster: Cluster) -> None:
    data = cluster()
    (name,) = data["resource"]["aws_eks_cluster"]
    group = f"${{aws_eks_cluster.{name}.vpc_config[0].cluster_security_group_id}}"
    rules = of(data, "aws_vpc_security_group_ingress_rule")
    (rule,) = [rule for rule in rules if rule["security_group_id"] == group]
    network = "data.terraform_remote_state.networking-state.outputs"
    assert (rule["from_port"], rule["to_port"]) == (443, 443)
    assert rule["cidr_ipv4"] == f"${{{network}.vpc_cidr_block}}"


def test_the_load_balancer_reaches_the_port_of_nginx_only(cluster: Cluster) -> None:
    data = cluster()
    (into,) = [
        rule
        for rule in of(data, "aws_vpc_security_group_ingress_rule")
        if "load-balancer" in rule.get("referenced_security_group_id", "")
    ]
    (out,) = [
        rule
        for rule in of(data, "aws_vpc_security_group_egress_rule")
        if "load-balancer" in rule["security_group_id"]
    ]
    assert "nodes" in into["security_group_id"]
    assert "nodes" in out["referenced_security_group_id"]
    for rule in (into, out):
        assert (rule["from_port"], rule["to_port"]) == (80, 80)


def test_the_certificate_covers_the_domain_and_its_hosts_and_is_proven_by_dns(
    cluster: Cluster,
) -> None:
    data = cluster()
    certificate = one(data, "aws_acm_certificate")
    assert certificate["domain_name"] == "staging.example.com"
    assert certificate["subject_alternative_names"] == ["*.staging.example.com"]
    assert certificate["validation_method"] == "DNS"
    record = one(data, "aws_route53_record")
    state = "data.terraform_remote_state.networking-state.outputs"
    assert record["zone_id"] == f"${{{state}.hosted_zone_id}}"
    (name,) = data["resource"]["aws_route53_record"]
    proof = one(data, "aws_acm_certificate_validation")["validation_record_fqdns"]
    assert proof == [f"${{aws_route53_record.{name}.fqdn}}"]


def test_alarms_watch_the_control_plane_and_every_group(cluster: Cluster) -> None:
    data = cluster()
    alarms = of(data, "aws_cloudwatch_metric_alarm")
    watched = {
        (a["namespace"], a["metric_name"], a["alarm_name"].split("-k8s-")[1])
        for a in alarms
        if a.get("namespace") not in (None, "AWS/ApplicationELB")
    }
    assert watched == {
        ("AWS/EKS", "apiserver_request_total_5XX", "server-errors"),
        ("AWS/EKS", "apiserver_request_total_429", "throttled-requests"),
        ("AWS/EKS", "scheduler_pending_pods_UNSCHEDULABLE", "unschedulable-pods"),
        ("AWS/EKS", "apiserver_storage_size_bytes", "storage"),
        *(
            ("AWS/EC2", metric, f"{group}-eu-west-1{zone}-{alarm}")
            for metric, alarm in (("CPUUtilization", "cpu"), ("StatusCheckFailed", "status-checks"))
            for group in ("apps", "infrastructure")
            for zone in "abc"
        ),
        ("AWS/CertificateManager", "DaysToExpiry", "certificate"),
        ("AWS/SNS", "NumberOfMessagesPublished", "watchdog"),
    }
    ((action,),) = {tuple(alarm["alarm_actions"]) for alarm in alarms}
    assert action.startswith("${aws_sns_topic.alarm-topic_")


def test_the_outputs_tell_how_to_use_the_cluster(cluster: Cluster) -> None:
    outputs = {name: each["value"] for name, each in cluster()["output"].items()}
    command = "aws eks update-kubeconfig --region eu-west-1 --name platform-staging"
    assert outputs["kubectl_command"] == command
    assert outputs["cluster_endpoint"].endswith(".endpoint}")
    assert len(outputs["log_group_names"]) == 2


def test_roles_whose_names_could_be_mistaken_for_each_other_are_let_in_each(
    cluster: Cluster,
) -> None:
    names = ["team/admin", "team--admin", "ops", "ops-AmazonEKSClusterAdminPolicy"]
    data = cluster(access={"admins": [f"{ROLE}{name}" for name in names]})
    admitted = {(name, "AmazonEKSClusterAdminPolicy", ()) for name in names}
    assert admitted <= associations(data)
