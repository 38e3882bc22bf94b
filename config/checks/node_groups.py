"""Checks of the groups of nodes that no single field shows."""

from collections.abc import Iterator

from config.aws.instance_types import kind
from config.errors import Mistake
from config.reading import at, section_at
from config.repetition import twice
from config.sections.node_groups import (
    APPS,
    INFRASTRUCTURE,
    MOST_NODES,
    NodeGroupConfig,
    NodeKind,
    with_own_types,
)
from config.yaml.source import KeyPath, YamlDocument

NODE_GROUPS: KeyPath = ("cluster", "node_groups")


def node_group_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes that show only where several fields of a group are read together."""
    groups = at(document, NODE_GROUPS)
    for name in groups if isinstance(groups, dict) else ():
        path = (*NODE_GROUPS, name)
        yield from _kinds(document, path, NodeGroupConfig)
        yield from _kinds(document, (*path, "retiring"), NodeKind)
        if group := section_at(document, path, NodeGroupConfig):
            yield from _sizes(document, path, group)
            yield from _retiring(document, path, with_own_types(name, group))
            if name in (APPS, INFRASTRUCTURE):
                yield from _always_there(document, path, group)


def _sizes(document: YamlDocument, path: KeyPath, group: NodeGroupConfig) -> Iterator[Mistake]:
    if not group.min_size <= group.desired_size <= group.max_size:
        yield document.mistake(
            path,
            f"has min_size {group.min_size}, desired_size {group.desired_size}"
            f" and max_size {group.max_size}",
            allowed="min_size <= desired_size <= max_size",
            remedy="raise or lower the size that is out of order",
        )


def _kinds(document: YamlDocument, path: KeyPath, section: type[NodeKind]) -> Iterator[Mistake]:
    """The instance types of a list are interchangeable."""
    yield from twice(document, (*path, "instance_types"))
    holder = section_at(document, path, section)
    if not holder:
        return
    first = kind(holder.instance_types[0])
    for index, instance_type in enumerate(holder.instance_types):
        if kind(instance_type) != first:
            yield document.mistake(
                (*path, "instance_types", index),
                f"is not of the same kind as {holder.instance_types[0]}, so that the autoscaler"
                " would not know what a new node holds",
                allowed=f"types of one series, size and architecture, here {', '.join(first)}",
                remedy="choose another type, or another first one; other kinds are other groups",
            )


def _retiring(document: YamlDocument, path: KeyPath, group: NodeGroupConfig) -> Iterator[Mistake]:
    if group.retiring and group.retiring.fingerprint == group.fingerprint:
        yield document.mistake(
            (*path, "retiring"),
            "is what the group's nodes are, so that none of them retire",
            allowed="the instance types and the capacity type that the nodes had before",
            remedy="write what they were, or remove the key",
        )


def _always_there(
    document: YamlDocument, path: KeyPath, group: NodeGroupConfig
) -> Iterator[Mistake]:
    """The groups of applications and addons have nodes in every zone, at any time."""
    if group.min_size == 0:
        yield document.mistake(
            (*path, "min_size"),
            "leaves zones without a node, where pods wait until one has started",
            allowed=f"1 to {MOST_NODES}",
            remedy="write a node for each zone or more, such as `min_size: 3`",
        )
    if group.draining:
        yield document.mistake(
            (*path, "draining"),
            "takes away nodes that every environment needs",
            allowed=f"false for {APPS} and {INFRASTRUCTURE}",
            remedy="remove the key; `retiring` replaces nodes",
        )
