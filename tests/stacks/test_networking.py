import json
from collections.abc import Callable

import pytest

from terraform_json.stack import resources
from terraform_json.types import Json
from tests.stacks.synthesized import address, named, of

Networking = Callable[..., Json]

ZONES = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
SUBNETS = {
    zone: {
        "public": f"10.10.{index}.0/24",
        "database": f"10.10.{8 + index}.0/24",
        "private": f"10.10.{32 * (index + 1)}.0/19",
    }
    for index, zone in enumerate(ZONES)
}


def test_the_vpc_resolves_and_assigns_dns_hostnames(networking: Networking) -> None:
    (vpc,) = of(networking(), "aws_vpc")
    assert vpc["cidr_block"] == "10.10.0.0/16"
    assert (vpc["enable_dns_support"], vpc["enable_dns_hostnames"]) == (True, True)


@pytest.mark.parametrize("tier", ["public", "private", "database"])
def test_each_tier_has_a_subnet_in_each_zone(networking: Networking, tier: str) -> None:
    data = networking()
    for zone in ZONES:
        subnet = named(data, "aws_subnet", f"platform-staging-{tier}-{zone}")
        assert subnet["availability_zone"] == zone


def test_no_subnet_hands_out_public_addresses(networking: Networking) -> None:
    subnets = of(networking(), "aws_subnet")
    assert [subnet["map_public_ip_on_launch"] for subnet in subnets] == [False] * 9


@pytest.mark.parametrize(
    ("tier", "role"),
    [("public", "kubernetes.io/role/elb"), ("private", "kubernetes.io/role/internal-elb")],
)
def test_load_balancers_find_their_subnets_by_tags(
    networking: Networking, tier: str, role: str
) -> None:
    tags = named(networking(), "aws_subnet", f"platform-staging-{tier}-eu-west-1a")["tags"]
    assert tags[role] == "1"
    assert tags["kubernetes.io/cluster/platform-staging"] == "shared"


def test_load_balancers_do_not_find_the_database_subnets(networking: Networking) -> None:
    tags = named(networking(), "aws_subnet", "platform-staging-database-eu-west-1a")["tags"]
    assert set(tags) == {"Name"}


def test_each_zone_goes_out_by_a_nat_gateway_of_its_own(networking: Networking) -> None:
    data = networking(nat_gateways="per-zone")
    for zone in ZONES:
        gateway = named(data, "aws_nat_gateway", f"platform-staging-nat-{zone}")
        public = address(data, "aws_subnet", f"platform-staging-public-{zone}")
        assert gateway["subnet_id"] == public
        table = address(data, "aws_route_table", f"platform-staging-private-{zone}")
        (route,) = [r for r in of(data, "aws_route") if r["route_table_id"] == table]
        expected = address(data, "aws_nat_gateway", f"platform-staging-nat-{zone}")
        assert (route["destination_cidr_block"], route["nat_gateway_id"]) == ("0.0.0.0/0", expected)
    assert len(of(data, "aws_eip")) == 3


def test_a_single_nat_gateway_serves_every_zone(networking: Networking) -> None:
    data = networking(nat_gateways="single")
    (gateway,) = data["resource"]["aws_nat_gateway"]
    routes = [r for r in of(data, "aws_route") if "nat_gateway_id" in r]
    expected = f"${{aws_nat_gateway.{gateway}.id}}"
    assert [route["nat_gateway_id"] for route in routes] == [expected] * 3
    assert len(of(data, "aws_eip")) == 1


def test_a_draining_zone_is_handed_to_no_stack(networking: Networking) -> None:
    zones = SUBNETS | {"eu-west-1a": {**SUBNETS["eu-west-1a"], "draining": True}}
    data = networking(nat_gateways="per-zone", zones=zones)
    for name in ("public_subnet_ids", "private_subnet_ids"):
        value = data["output"][name]["value"]
        assert [zone in each for each, zone in zip(value, ZONES[1:], strict=True)] == [True] * 2
    assert data["output"]["zones"]["value"] == ZONES[1:]
    assert len(data["output"]["nat_public_ips"]["value"]) == 3


def test_nodes_stand_in_a_draining_zone_until_they_are_drained(networking: Networking) -> None:
    zones = SUBNETS | {"eu-west-1a": {**SUBNETS["eu-west-1a"], "draining": True}}
    found = networking(nat_gateways="per-zone", zones=zones)["output"]["node_subnet_ids"]["value"]
    assert list(found) == ZONES
    assert all(f"private_{zone}" in subnet for zone, subnet in found.items())


def test_a_nat_gateway_waits_for_the_internet_gateway(networking: Networking) -> None:
    data = networking()
    (gateway,) = of(data, "aws_nat_gateway")
    (internet_gateway,) = data["resource"]["aws_internet_gateway"]
    assert gateway["depends_on"] == [f"aws_internet_gateway.{internet_gateway}"]


@pytest.mark.parametrize(
    ("tier", "table"),
    [("public", "public"), ("private", "private-{zone}"), ("database", "database")],
)
def test_each_subnet_is_associated_with_the_table_of_its_tier(
    networking: Networking, tier: str, table: str
) -> None:
    data = networking()
    associations = of(data, "aws_route_table_association")
    for zone in ZONES:
        subnet = address(data, "aws_subnet", f"platform-staging-{tier}-{zone}")
        (association,) = [a for a in associations if a["subnet_id"] == subnet]
        name = f"platform-staging-{table.format(zone=zone)}"
        assert association["route_table_id"] == address(data, "aws_route_table", name)


def test_public_subnets_go_out_by_the_internet_gateway(networking: Networking) -> None:
    data = networking()
    table = address(data, "aws_route_table", "platform-staging-public")
    (route,) = [r for r in of(data, "aws_route") if r["route_table_id"] == table]
    (gateway,) = data["resource"]["aws_internet_gateway"]
    assert route["gateway_id"] == f"${{aws_internet_gateway.{gateway}.id}}"


def test_database_subnets_have_no_way_out(networking: Networking) -> None:
    data = networking()
    table = address(data, "aws_route_table", "platform-staging-database")
    assert table not in [route["route_table_id"] for route in of(data, "aws_route")]


def test_s3_is_reached_from_every_private_table_without_a_nat_gateway(
    networking: Networking,
) -> None:
    data = networking()
    endpoint = named(data, "aws_vpc_endpoint", "platform-staging-s3")
    assert endpoint["vpc_endpoint_type"] == "Gateway"
    assert endpoint["service_name"] == "com.amazonaws.eu-west-1.s3"
    tables = [address(data, "aws_route_table", f"platform-staging-private-{z}") for z in ZONES]
    assert endpoint["route_table_ids"] == tables


def test_interface_endpoints_stand_in_every_private_subnet(networking: Networking) -> None:
    data = networking(interface_endpoints=["sts", "ecr.api"])
    endpoint = named(data, "aws_vpc_endpoint", "platform-staging-ecr.api")
    subnets = [address(data, "aws_subnet", f"platform-staging-private-{z}") for z in ZONES]
    assert endpoint["subnet_ids"] == subnets
    assert endpoint["private_dns_enabled"] is True
    assert endpoint["service_name"] == "com.amazonaws.eu-west-1.ecr.api"
    group = address(data, "aws_security_group", "platform-staging-endpoints")
    assert endpoint["security_group_ids"] == [group]


def test_interface_endpoints_admit_https_from_the_vpc_only(networking: Networking) -> None:
    data = networking(interface_endpoints=["sts"])
    (rule,) = of(data, "aws_vpc_security_group_ingress_rule")
    assert (rule["cidr_ipv4"], rule["ip_protocol"]) == ("10.10.0.0/16", "tcp")
    assert (rule["from_port"], rule["to_port"]) == (443, 443)


def test_without_interface_endpoints_there_is_no_group_for_them(networking: Networking) -> None:
    data = networking(interface_endpoints=[])
    assert len(of(data, "aws_vpc_endpoint")) == 1
    assert "aws_vpc_security_group_ingress_rule" not in data["resource"]


def test_the_default_security_group_allows_nothing(networking: Networking) -> None:
    (group,) = of(networking(), "aws_default_security_group")
    assert not {"ingress", "egress"} & set(group)


def test_the_clients_of_the_databases_are_a_group_without_rules(networking: Networking) -> None:
    group = named(networking(), "aws_security_group", "platform-staging-database-clients")
    assert not {"ingress", "egress"} & set(group)


def test_the_database_subnet_group_spans_the_zones(networking: Networking) -> None:
    data = networking()
    (group,) = of(data, "aws_db_subnet_group")
    subnets = [address(data, "aws_subnet", f"platform-staging-database-{z}") for z in ZONES]
    assert group["subnet_ids"] == subnets


def test_flow_logs_record_all_traffic_for_the_days_asked(networking: Networking) -> None:
    data = networking(flow_logs={"retention_days": 30})
    (log,) = of(data, "aws_flow_log")
    (group,) = of(data, "aws_cloudwatch_log_group")
    assert (log["traffic_type"], log["max_aggregation_interval"]) == ("ALL", 60)
    assert group["retention_in_days"] == 30


def test_only_flow_logs_of_this_account_take_the_role(networking: Networking) -> None:
    (role,) = of(networking(), "aws_iam_role")
    (statement,) = json.loads(role["assume_role_policy"])["Statement"]
    assert statement["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}


def test_flow_logs_write_into_their_own_log_group_only(networking: Networking) -> None:
    data = networking()
    (policy,) = of(data, "aws_iam_role_policy")
    (group,) = data["resource"]["aws_cloudwatch_log_group"]
    by_resource = {s["Resource"]: s["Action"] for s in json.loads(policy["policy"])["Statement"]}
    assert by_resource == {
        f"${{aws_cloudwatch_log_group.{group}.arn}}:*": [
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
        ],
        "arn:aws:logs:eu-west-1:111122223333:log-group:*": "logs:DescribeLogGroups",
    }


def test_removing_a_zone_leaves_every_other_resource_its_address(networking: Networking) -> None:
    left = {zone: subnets for zone, subnets in SUBNETS.items() if zone != "eu-west-1b"}
    whole = networking(nat_gateways="per-zone", zones=SUBNETS)
    less = networking(nat_gateways="per-zone", zones=left)
    gone = resources(whole).keys() - resources(less).keys()
    assert resources(less).keys() < resources(whole).keys()
    assert all("eu-west-1b" in address for address in gone)


def test_a_plan_looks_for_what_stands_in_a_zone_that_leaves(networking: Networking) -> None:
    data = networking()["data"]
    ours = {"Environment": "staging", "Project": "platform", "Stack": "networking"}
    found = [
        {each["name"]: each["values"] for each in subnets["filter"]}
        for subnets in data["aws_subnets"].values()
    ]
    assert len(found) == 3
    for filters in found:
        assert {f"tag:{key}": [value] for key, value in ours.items()}.items() <= filters.items()
        assert "tag:Owner" not in filters
    (interfaces,) = data["aws_network_interfaces"].values()
    kinds = {each["name"]: each["values"] for each in interfaces["filter"]}["interface-type"]
    assert kinds == ["interface", "load_balancer", "network_load_balancer"]


@pytest.mark.parametrize(("nat_gateways", "zones"), [("per-zone", ZONES), ("single", ZONES[:1])])
def test_every_nat_gateway_is_watched_for_ports_and_dropped_packets(
    networking: Networking, nat_gateways: str, zones: list[str]
) -> None:
    data = networking(nat_gateways=nat_gateways)
    alarms = {each["alarm_name"]: each for each in of(data, "aws_cloudwatch_metric_alarm")}
    assert len(alarms) == 2 * len(zones)
    for zone in zones:
        gateway = address(data, "aws_nat_gateway", f"platform-staging-nat-{zone}")
        for ending, metric, minutes in (
            ("ports", "ErrorPortAllocation", 5),
            ("drops", "PacketsDropCount", 15),
        ):
            alarm = alarms[f"platform-staging-networking-nat-{zone}-{ending}"]
            assert (alarm["namespace"], alarm["metric_name"]) == ("AWS/NATGateway", metric)
            assert alarm["dimensions"] == {"NatGatewayId": gateway}
            assert (alarm["comparison_operator"], alarm["threshold"]) == ("GreaterThanThreshold", 0)
            assert alarm["period"] * alarm["evaluation_periods"] == minutes * 60
