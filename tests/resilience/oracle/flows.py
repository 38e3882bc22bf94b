"""A plain graph of who reaches whom, drawn from the JSON and from where pods stand.

It shares no code with `resilience/survival`: references are found by a pattern, a domain takes
nodes out of the graph, and who reaches whom is asked of the graph.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import networkx as nx

from resilience.domains import Domain, DomainKind, Mode
from resilience.model.platform import Model
from terraform_json.types import Json
from terraform_json.values import as_written, merged_values, release_values
from tests.resilience.oracle.scheduler import Cluster

INTERNET = "internet"
S3 = "S3"
_REFERENCE = re.compile(
    r"data\.terraform_remote_state\.(?P<state>[\w-]+?)(?:-state)?\.outputs\.(?P<output>\w+)"
    r'(?:\["?(?P<key>[^"\]]+)"?\])?|(?P<address>(?:aws|helm|kubernetes)_\w+\.[\w-]+)'
)


@dataclass
class World:
    """The graph, and where its nodes stand.

    Attributes:
        model: The platform.
        cluster: Where pods stand.
        flows: Who reaches whom.
        zones: The zone of each node of the graph that stands in one.
        beside: The elements with which each node of the graph is lost.
        read: The values of releases that were asked for.
    """

    model: Model
    cluster: Cluster
    flows: "nx.DiGraph[str]" = field(default_factory=nx.DiGraph)
    zones: dict[str, str] = field(default_factory=dict)
    beside: dict[str, set[str]] = field(default_factory=dict)
    read: dict[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._draw_subnets()
        self._draw_routes()
        self._draw_endpoints()
        self._draw_database()
        self._draw_pods()

    def named(self, stack: str, value: object) -> list[str]:
        """Return the resources that a value names, as `stack:address`."""
        found: list[str] = []
        for match in _REFERENCE.finditer(json.dumps(value).replace('\\"', '"')):
            if match["address"]:
                found.append(f"{stack}:{match['address']}")
                continue
            output = self.model.stacks[match["state"]]["output"][match["output"]]["value"]
            key = match["key"]
            picked = output[int(key) if key.isdigit() else key] if key else output
            found += self.named(match["state"], picked)
        return list(dict.fromkeys(found))

    def all(self, kind: str) -> Iterator[tuple[str, str, Json]]:
        """Yield each resource of a type: its stack, its name in the graph, its block."""
        for stack, data in self.model.stacks.items():
            for label, block in data.get("resource", {}).get(kind, {}).items():
                yield stack, f"{stack}:{kind}.{label}", block

    def values(self, release: str) -> Json:
        """Return the values of a release, read once."""
        if release not in self.read:
            (block,) = [b for _, _, b in self.all("helm_release") if b["name"] == release]
            self.read[release] = merged_values(release_values(block, as_written))
        return self.read[release]

    def _draw_subnets(self) -> None:
        for _, name, block in self.all("aws_subnet"):
            self.flows.add_node(name)
            self.zones[name] = block["availability_zone"]
        for stack, name, block in self.all("aws_route_table_association"):
            for subnet in self.named(stack, block["subnet_id"]):
                for table in self.named(stack, block["route_table_id"]):
                    self.flows.add_edge(subnet, name)
                    self.flows.add_edge(name, table)

    def _draw_routes(self) -> None:
        for stack, name, block in self.all("aws_route"):
            for table in self.named(stack, block["route_table_id"]):
                self.flows.add_edge(table, name)
            gateways = [block.get("nat_gateway_id"), block.get("gateway_id")]
            for gateway in self.named(stack, gateways):
                self.flows.add_edge(name, gateway)
                if "aws_internet_gateway" in gateway:
                    self.flows.add_edge(gateway, INTERNET)
        for stack, name, block in self.all("aws_nat_gateway"):
            (subnet,) = self.named(stack, block["subnet_id"])
            self.zones[name] = self.zones[subnet]
            for address in self.named(stack, block["allocation_id"]):
                self.flows.add_edge(name, address)
                self.flows.add_edge(address, subnet)
                self.zones[address] = self.zones[subnet]

    def _draw_endpoints(self) -> None:
        for stack, name, block in self.all("aws_vpc_endpoint"):
            for table in self.named(stack, block.get("route_table_ids", [])):
                self.flows.add_edge(table, f"{name}/{S3}")
                self.flows.add_edge(f"{name}/{S3}", S3)
            for subnet in self.named(stack, block.get("subnet_ids", [])):
                interface = f"{name}#{self.zones[subnet]}"
                self.flows.add_node(interface)
                self.zones[interface] = self.zones[subnet]
                self.beside[interface] = {subnet}

    def _draw_database(self) -> None:
        for stack, name, block in self.all("aws_rds_cluster_instance"):
            self.flows.add_node(name)
            self.zones[name] = block["availability_zone"]
            (cluster,) = self.named(stack, block["cluster_identifier"])
            (group,) = self.named(stack, self.block(cluster)["db_subnet_group_name"])
            subnets = self.named(group.partition(":")[0], self.block(group)["subnet_ids"])
            zone = self.zones[name]
            self.beside[name] = {subnet for subnet in subnets if self.zones.get(subnet) == zone}

    def _draw_pods(self) -> None:
        subnets = {}
        for stack, name, block in self.all("aws_eks_node_group"):
            for subnet in self.named(stack, block["subnet_ids"]):
                subnets[name.partition(":")[2], self.zones[subnet]] = subnet
        for (key, index), name in self.cluster.pods.items():
            node, pod = self.cluster.nodes[name], f"pod:{key}#{index}"
            self.flows.add_node(pod)
            self.zones[pod] = node.zone
            self.beside[pod] = {name, f"k8s:{node.group}"}
            if (node.group, node.zone) in subnets:
                self.beside[pod].add(subnets[node.group, node.zone])
                self.flows.add_edge(pod, subnets[node.group, node.zone])

    def admits(self, own: list[str], callers: list[str], port: int) -> bool:
        """Return whether a rule of some groups opens a port to members of others.

        Networks that rules name hold all callers, in all platforms that are drawn.
        """
        if any("aws_eks_cluster." in each for each in set(own) & set(callers)):
            return True  # EKS lets the members of its own group in
        for stack, _, rule in self.all("aws_vpc_security_group_ingress_rule"):
            opened = rule["ip_protocol"] == "-1" or rule["from_port"] <= port <= rule["to_port"]
            source = self.named(stack, rule.get("referenced_security_group_id", []))
            wide = bool(rule.get("cidr_ipv4")) or not set(source).isdisjoint(callers)
            if opened and wide and set(self.named(stack, rule["security_group_id"])) & set(own):
                return True
        return False

    def carried_by(self, group: str) -> list[str]:
        """Return the security groups that the nodes of a node group carry."""
        launch = self.block(group).get("launch_template")
        if not launch:
            return [name for _, name, _ in self.all("aws_eks_cluster")]
        (template,) = self.named("k8s", launch["id"])
        return self.named("k8s", self.block(template)["vpc_security_group_ids"])

    def block(self, name: str) -> Json:
        """Return the block of a resource by its name in the graph."""
        stack, _, address = name.partition(":")
        kind, _, label = address.partition(".")
        block: Json = self.model.stacks[stack]["resource"][kind][label]
        return block

    def after(self, domain: Domain) -> "nx.DiGraph[str]":
        """Return what is left of the graph when a domain failed."""
        gone = {name for name in self.flows if self._is_gone(name, domain)}
        left = self.flows.copy()
        left.remove_nodes_from(gone)
        return left

    def _is_gone(self, name: str, domain: Domain) -> bool:
        if domain.kind is DomainKind.REGION:
            return True
        if domain.kind is DomainKind.ZONE:
            away = domain.mode in (Mode.LOST, Mode.UNREACHABLE)
            return away and self.zones.get(name) == domain.name
        element = f"pod:{domain.name}" if domain.kind is DomainKind.POD else domain.name
        # An endpoint in a zone goes with its subnet, and so on.
        return name == element or domain.name in self.beside.get(name, ())
