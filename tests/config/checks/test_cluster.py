from collections.abc import Callable
from typing import Any

import pytest

from config.aws.kubernetes_versions import KUBERNETES_VERSIONS, EksAddonName
from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]

ADMIN = "arn:aws:iam::111122223333:role/admin"


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
def test_every_version_of_kubernetes_has_a_version_of_every_addon(
    staging: Environment, accepted: Accept, version: str
) -> None:
    cluster = accepted(staging | {"cluster": {"version": version}}).cluster
    assert all(cluster.addon_version(name) for name in EksAddonName)


def test_a_version_of_kubernetes_that_is_not_known_is_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    mistake = mistakes(staging | {"cluster": {"version": "1.29"}})["cluster.version"]
    assert all(version in mistake.allowed for version in KUBERNETES_VERSIONS)


def test_an_addon_takes_the_version_that_is_asked_for(
    staging: Environment, accepted: Accept
) -> None:
    asked = KUBERNETES_VERSIONS["1.35"].addons[EksAddonName.COREDNS][-1]
    config = accepted(staging | {"cluster": {"addon_versions": {"coredns": asked}}})
    assert config.cluster.addon_version(EksAddonName.COREDNS) == asked


def test_an_addon_version_of_another_kubernetes_is_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    (other, *_) = KUBERNETES_VERSIONS["1.34"].addons[EksAddonName.KUBE_PROXY]
    cluster = {"version": "1.35", "addon_versions": {"kube-proxy": other}}
    mistake = mistakes(staging | {"cluster": cluster})["cluster.addon_versions.kube-proxy"]
    assert mistake.problem.startswith("does not fit Kubernetes 1.35")
    assert "v1.35." in mistake.allowed


def test_an_addon_that_is_none_of_eks_is_refused(staging: Environment, mistakes: Refuse) -> None:
    refused = mistakes(staging | {"cluster": {"addon_versions": {"nginx": "v1"}}})
    assert "vpc-cni" in refused["cluster.addon_versions.nginx"].allowed


def test_production_opens_its_api_to_named_networks_only(
    staging: Environment, mistakes: Refuse
) -> None:
    cidrs = ["198.51.100.0/24", "0.0.0.0/0"]
    prod = staging | {"name": "prod", "cluster": {"public_access_cidrs": cidrs}}
    mistake = mistakes(prod)["cluster.public_access_cidrs.1"]
    assert "whole internet" in mistake.problem
    assert "cluster.public_access_cidrs.0" not in mistakes(prod)


def test_another_environment_may_open_its_api_to_everyone(
    staging: Environment, accepted: Accept
) -> None:
    config = accepted(staging | {"cluster": {"public_access_cidrs": ["0.0.0.0/0"]}})
    assert [str(network) for network in config.cluster.public_access_cidrs] == ["0.0.0.0/0"]


@pytest.mark.parametrize(
    "network",
    [
        "10.0.0.0/8", "10.1.2.3", "172.16.4.0/24", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.1",
        "169.254.0.0/16", "224.0.0.0/8", "240.0.0.0/4", "0.0.0.0/32", "0.0.0.0/1", "8.0.0.0/6",
    ],
)  # fmt: skip
def test_a_network_that_no_request_of_the_internet_comes_from_is_refused(
    staging: Environment, mistakes: Refuse, network: str
) -> None:
    found = mistakes(staging | {"cluster": {"public_access_cidrs": [network]}})
    mistake = found["cluster.public_access_cidrs.0"]
    assert "from which no request comes" in mistake.problem
    assert "public addresses" in mistake.remedy


@pytest.mark.parametrize("count", [40, 41])
def test_eks_takes_40_networks(
    staging: Environment, accepted: Accept, mistakes: Refuse, count: int
) -> None:
    cidrs = [f"198.51.100.{number}/32" for number in range(count)]
    environment = staging | {"cluster": {"public_access_cidrs": cidrs}}
    if count == 40:
        assert len(accepted(environment).cluster.public_access_cidrs) == 40
    else:
        assert set(mistakes(environment)) == {"cluster.public_access_cidrs"}


def test_more_principals_than_eks_has_entries_for_are_refused(
    staging: Environment, mistakes: Refuse, accepted: Accept
) -> None:
    arns = [f"{ADMIN}-{number}" for number in range(2991)]
    access = {"admins": arns[:2000], "viewers": arns[1000:]}
    found = mistakes(staging | {"cluster": {"access": access}})
    assert found["cluster.access"].problem == "names 2991 roles and users"
    accepted(staging | {"cluster": {"access": access | {"viewers": arns[1000:-1]}}})


def test_more_instance_types_than_a_node_group_takes_are_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    series = [*"adin", "ad", "dn", "ib", "zn", "gn", "flex"]
    types = [f"m{number}{kind}.large" for number in (5, 6, 7) for kind in series][:21]
    groups = {"apps": {"instance_types": types}}
    found = mistakes(staging | {"cluster": {"node_groups": groups}})
    assert "20" in found["cluster.node_groups.apps.instance_types"].problem


@pytest.mark.parametrize("path", ["role/" + 65 * "a", "role/", "role//a", "group/a"])
def test_a_principal_that_cannot_be_is_refused(
    staging: Environment, mistakes: Refuse, path: str
) -> None:
    access = {"admins": [f"arn:aws:iam::111122223333:{path}"]}
    assert set(mistakes(staging | {"cluster": {"access": access}})) == {"cluster.access.admins.0"}


def test_a_network_named_twice_is_refused(staging: Environment, mistakes: Refuse) -> None:
    cidrs = ["198.51.100.0/24", "198.51.100.0/24"]
    refused = mistakes(staging | {"cluster": {"public_access_cidrs": cidrs}})
    assert set(refused) == {"cluster.public_access_cidrs.1"}


@pytest.mark.parametrize(
    ("access", "path"),
    [
        ({"admins": [ADMIN, ADMIN]}, "admins.1"),
        ({"viewers": [ADMIN, ADMIN]}, "viewers.1"),
        ({"editors": {"shop": [ADMIN, ADMIN]}}, "editors.shop.1"),
        ({"admins": ["admin"]}, "admins.0"),
    ],
)
def test_access_for_nobody_or_twice_is_refused(
    staging: Environment, mistakes: Refuse, access: dict[str, object], path: str
) -> None:
    refused = mistakes(staging | {"cluster": {"access": access}})
    assert set(refused) == {f"cluster.access.{path}"}


@pytest.mark.parametrize(
    "sizes",
    [
        {"min_size": 4, "desired_size": 3, "max_size": 10},
        {"min_size": 3, "desired_size": 11, "max_size": 10},
        {"min_size": 11},
    ],
)
def test_node_group_sizes_out_of_order_are_refused(
    staging: dict[str, Any], mistakes: Refuse, sizes: dict[str, int]
) -> None:
    staging["cluster"] = {"node_groups": {"apps": sizes}}
    assert set(mistakes(staging)) == {"cluster.node_groups.apps"}


@pytest.mark.parametrize("other", ["m7i.xlarge", "c7i.large", "m7g.large"])
def test_instance_types_of_different_kinds_are_refused(
    staging: Environment, mistakes: Refuse, other: str
) -> None:
    groups = {"apps": {"instance_types": ["m7i.large", other]}}
    mistake = mistakes(staging | {"cluster": {"node_groups": groups}})[
        "cluster.node_groups.apps.instance_types.1"
    ]
    assert mistake.allowed == "types of one series, size and architecture, here m, large, x86_64"


@pytest.mark.parametrize("types", [[], ["t3.large"], ["m4.large"], ["m7i.large", "m7i.large"]])
def test_instance_types_that_do_not_fit_are_refused(
    staging: Environment, mistakes: Refuse, types: list[str]
) -> None:
    refused = mistakes(staging | {"cluster": {"node_groups": {"apps": {"instance_types": types}}}})
    (path,) = refused
    assert path.startswith("cluster.node_groups.apps.instance_types")


@pytest.mark.parametrize("domain", ["example", "Example.com", "a..com", "x" * 63 + ".com"])
def test_a_domain_that_no_certificate_could_name_is_refused(
    staging: Environment, mistakes: Refuse, domain: str
) -> None:
    assert set(mistakes(staging | {"dns": {"domain": domain}})) == {"dns.domain"}


PLAN = "arn:aws:iam::111122223333:role/plan"


@pytest.mark.parametrize(
    "who", [{"admins": [PLAN]}, {"viewers": [PLAN]}, {"editors": {"a": [PLAN]}}]
)
def test_the_role_that_plans_is_not_let_into_the_cluster(
    staging: Environment, mistakes: Refuse, who: Environment
) -> None:
    (mistake,) = mistakes(staging | {"plan_role": "plan", "cluster": {"access": who}}).values()
    assert mistake.path.startswith("cluster.access.")
    assert mistake.problem.startswith("is the role that plans")


@pytest.mark.parametrize(
    "other",
    ["arn:aws:iam::444455556666:role/plan", "arn:aws:iam::111122223333:role/team/plan", f"{PLAN}s"],
)
def test_roles_that_are_named_alike_are_let_in(
    staging: Environment, accepted: Accept, other: str
) -> None:
    accepted(staging | {"plan_role": "plan", "cluster": {"access": {"viewers": [other]}}})


def test_the_role_that_plans_is_not_the_one_that_deploys(
    staging: Environment, mistakes: Refuse
) -> None:
    (mistake,) = mistakes(staging | {"plan_role": staging["deploy_role"]}).values()
    assert (mistake.path, mistake.allowed) == ("plan_role", "another role, which reads only")
