"""The check that the nodes for infrastructure hold the addons' pods with any one zone lost.

Until the autoscaler has made nodes, which takes minutes, a pod that finds no room is Pending, or
takes the place of others of a lower priority.
"""

from collections.abc import Iterator, Sequence

from config.addons.folder import Addon
from config.addons.workloads import Unsaid, pods_of
from config.applications.chart_values import over
from config.aws.eks_addon_pods import ON_EVERY_NODE, ON_INFRASTRUCTURE
from config.aws.node_room import node_room
from config.errors import Mistake
from config.model import EnvironmentConfig
from config.room import Pods, total, without_room
from config.sections.node_groups import INFRASTRUCTURE
from config.yaml.source import KeyPath, YamlDocument

GROUP: KeyPath = ("cluster", "node_groups", INFRASTRUCTURE)


def infrastructure_room_mistakes(
    config: EnvironmentConfig, addons: Sequence[Addon], document: YamlDocument
) -> Iterator[Mistake]:
    """Yield a mistake if the fewest nodes of all zones but one do not hold the addons' pods.

    More pods than the fewest come with load, and nodes for them with the autoscaler. Jobs of an
    installation or an upgrade are not counted, nor are addons that say nothing of their pods.

    Args:
        config: The environment.
        addons: All addons.
        document: The environment's file.
    """
    zones = len(config.network.active_zones)
    group = config.cluster.node_groups[INFRASTRUCTURE]
    nodes = group.in_zone(zones).min_size * (zones - 1) if zones > 1 else 0
    if not nodes:
        return  # It has a mistake of its own.
    installed = [addon for addon in addons if config.addons.enabled(addon.name)]
    pods = [*ON_INFRASTRUCTURE, *ON_EVERY_NODE]
    for addon in installed:
        values = over(addon.values, config.addons.values(addon.name), {})
        for found in pods_of(addon.file.workloads, values, addon=addon.name, zones=zones):
            if isinstance(found, Unsaid):
                yield _unsaid(addon, found)
            else:
                pods.append(found)
    # The instance types of a group are alike.
    room = node_room(group.instance_types[0], config.cluster.max_pods_per_node)
    taken = total(each.each for each in pods if each.every_node)
    placed = [each for each in pods if not each.every_node]
    lost = list(without_room(placed, nodes=nodes, node=room - taken))
    if lost:
        uncounted = [addon.name for addon in installed if not addon.file.workloads]
        rows = [
            f"holds too little with one of {zones} zones lost: {nodes} nodes, each with {room},",
            f"less {taken} of DaemonSets, have {(room - taken) * nodes} together.",
            *_asking(placed),
            f"No room is left for {', '.join(lost)}",
            *([f"Not counted, for want of `workloads`: {', '.join(uncounted)}"] * bool(uncounted)),
        ]
        yield document.mistake(
            GROUP,
            "\n".join(rows),
            allowed="nodes that hold the addons' pods without those of any one zone",
            remedy="raise min_size, choose larger instance_types, or lower what an addon asks for",
        )


def _asking(pods: Sequence[Pods]) -> Iterator[str]:
    yield f"The pods of addons ask for {total(each.together for each in pods)}:"
    yield from (f"  {each.count} x {each.each} of {each.name}" for each in pods)


def _unsaid(addon: Addon, found: Unsaid) -> Mistake:
    return addon.values_document.mistake(
        found.path,
        f"{found.problem}, and addon.yaml names it in `workloads`",
        allowed=found.allowed,
        remedy=f"write it here or, for one environment, as addons.releases.{addon.name}.values",
    )
