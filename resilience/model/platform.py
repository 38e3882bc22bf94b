"""The model of one environment, on which all else is worked out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import networkx as nx

from resilience.model.nodes import NodeGroup
from resilience.model.pods import Workload
from resilience.model.quotas import Quota
from terraform_json.order import Part
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True, order=True)
class Unknown:
    """Something that could not be found out, and so counts for nothing.

    Attributes:
        subject: Whom it concerns: an address, a workload or a release.
        problem: What is not known, and why.
    """

    subject: str
    problem: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """A platform as it was synthesized: equal to itself alone, so that results can be kept by it.

    Attributes:
        environment: The environment's name.
        region: Its region.
        zones: The zones in which it stands, in order.
        stacks: Terraform's JSON of each stack, by name.
        references: Every part of every stack, with an edge to each part that it refers to, also
            across remote state. The attribute `zones` of a node is a tuple of the zones in which
            the part stands: empty where it stands in none, and where AWS keeps it in several by
            itself, as regional services. Where it cannot be told, it is empty as well, and the
            attribute `unknown` says why. The attribute `undeclared` of the graph holds the parts
            that are referred to and declared nowhere, each with those that refer to it.
        groups: The node groups.
        workloads: The workloads, in the order of their keys.
        unknowns: What could not be found out.
        quotas: What namespaces allow.
        removed_apis: The APIs that Kubernetes no longer serves of which a release's chart makes
            objects, each as its version and kind, by the release's address.
        autoscaled: Whether a cluster autoscaler adds nodes for pods that wait.
    """

    environment: str
    region: str
    zones: tuple[str, ...]
    stacks: Mapping[str, Json]
    references: "nx.DiGraph[Part]"
    groups: tuple[NodeGroup, ...]
    workloads: tuple[Workload, ...]
    unknowns: tuple[Unknown, ...] = ()
    quotas: tuple[Quota, ...] = ()
    removed_apis: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    autoscaled: bool = True

    def workload(self, key: str) -> Workload | None:
        """Return the workload of a key, such as `app1/Deployment/app1`."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Workload]:
        return {each.key: each for each in self.workloads}
