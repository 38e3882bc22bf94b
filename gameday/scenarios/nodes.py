"""Scenarios of nodes."""

from collections.abc import Iterable

from gameday.cluster import Cluster
from gameday.prediction import Prediction, after, after_both, replaced
from gameday.scenarios.scenario import Phase, Scenario
from gameday.scenarios.zones import another, of_zone, zones
from gameday.state import State
from resilience.domains import Domain, DomainKind
from resilience.model.nodes import NodeGroup
from resilience.model.platform import Model
from resilience.model.pods import K8S, Origin
from resilience.survival.elements import part_element
from terraform_json.order import Part

INFRASTRUCTURE = "infrastructure"
STUCK_SECONDS = 20
"""How long nothing must change until a replacement that has not ended counts as held up."""


def group_of_applications(model: Model) -> str:
    """Return the name of the node group on which the first application stands."""
    return next(
        value
        for each in model.workloads
        if each.origin is Origin.RENDERED and each.replicas
        for value in sorted(each.node_labels.get("node", ()))
    )


def node_of_applications(cluster: Cluster, zone: str) -> str:
    """Return the name of the first node of the applications in a zone."""
    return min(cluster.faults.nodes(zone, group_of_applications(cluster.platform.model)))


def loss_of_node(state: State, zone: str) -> Domain:
    """Return the loss of that node."""
    name, board = group_of_applications(state.model), state.start.board
    there = (
        known
        for _, known in sorted(state.names.items())
        if board.cells[known].group.name == name and board.zone(known) == zone
    )
    return Domain(kind=DomainKind.NODE, name=next(there))


def _replace(cluster: Cluster, _: str) -> bool:
    cluster.groups.renew()
    wanted = cluster.groups.names()

    def done() -> bool:
        return set(cluster.faults.nodes()) == wanted

    cluster.wait_for(
        "all nodes to be replaced",
        lambda: done() or cluster.recorder.quiet_seconds() > STUCK_SECONDS,
    )
    return done()


def _of_infrastructure(model: Model) -> Iterable[NodeGroup]:
    return (each for each in model.groups if each.name == INFRASTRUCTURE and len(each.zones) == 1)


def _infrastructure_zones(model: Model) -> tuple[str, ...]:
    return tuple(zone for group in _of_infrastructure(model) for zone in group.zones)


def _without_infrastructure(state: State, zone: str) -> Prediction:
    group = next(each for each in _of_infrastructure(state.model) if zone in each.zones)
    name = part_element(Part(K8S, group.address))
    return after(state, Domain(kind=DomainKind.NODE_GROUP, name=name))


def _lose_infrastructure(cluster: Cluster, zone: str) -> bool:
    cluster.groups.close(INFRASTRUCTURE, zone)
    cluster.faults.lose(cluster.faults.nodes(zone, INFRASTRUCTURE))
    return True


def _lose_both(cluster: Cluster, zone: str) -> bool:
    node = node_of_applications(cluster, another(cluster.platform.model, zone))
    cluster.groups.fail(zone)
    cluster.faults.lose([*cluster.faults.nodes(zone), node])
    return True


def _without_both(state: State, zone: str) -> Prediction:
    return after_both(state, of_zone(zone), loss_of_node(state, another(state.model, zone)))


NODES_REPLACED = Scenario(
    name="nodes-replaced",
    targets=lambda _: ("every node group",),
    phases=(Phase(name="is replaced", predict=lambda state, _: replaced(state), act=_replace),),
)
INFRASTRUCTURE_LOST = Scenario(
    name="infrastructure-lost",
    targets=lambda model: _infrastructure_zones(model)[:1],
    phases=(
        Phase(
            name="loses its infrastructure nodes",
            predict=_without_infrastructure,
            act=_lose_infrastructure,
        ),
    ),
)
ZONE_AND_NODE_LOST = Scenario(
    name="zone-and-node-lost",
    targets=lambda model: zones(model)[:1],
    phases=(Phase(name="is lost, and a node of another", predict=_without_both, act=_lose_both),),
    beyond="two failures at once: the platform is meant to survive any one",
)
