"""The limits of namespaces: the quotas of their pods, and the defaults of their containers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import Any, Final

from config.quantities import quantity
from config.room import total
from resilience.model.plain import at
from resilience.model.platform import Unknown
from resilience.model.pods import Workload
from resilience.model.quotas import FIGURES, Quota
from resilience.model.targets import Targets, UnresolvedError
from terraform_json.order import Part
from terraform_json.stack import resources
from terraform_json.types import Json

_MIB: Final = 2**20


class Namespaces:
    """Reads the quotas and the limits of namespaces that the Kubernetes provider makes.

    Args:
        stacks: Terraform's JSON of each stack, by name.

    Attributes:
        quotas: The figures that bound pods.
        defaults: The `resources` of a container that states none, by the namespace:
            https://kubernetes.io/docs/concepts/policy/limit-range/
        unknowns: The quotas and limits of which nobody can tell for which pods they are.
    """

    def __init__(self, stacks: Mapping[str, Json]) -> None:
        self._stacks, self._targets = stacks, Targets(stacks)
        self.unknowns: list[Unknown] = []
        self.quotas = tuple(self._quotas())
        self.defaults = {
            namespace: _defaults(block)
            for _, namespace, block in self._all("kubernetes_limit_range")
        }

    def _all(self, kind: str) -> Iterator[tuple[Part, str, Json]]:
        for stack, content in self._stacks.items():
            for address, block in resources(content).items():
                if address.startswith(kind):
                    part = Part(stack, address)
                    for stated in at(block, ("metadata", "namespace")):
                        if namespace := self._named(part, stated):
                            yield part, namespace, block

    def _named(self, part: Part, stated: object) -> str:
        """Return the name of a namespace, written out or that of a resource."""
        if isinstance(stated, str) and "${" not in stated:
            return stated
        try:
            (named,) = self._targets.of(part.stack, stated)
        except (UnresolvedError, ValueError):
            named = part
        block = resources(self._stacks[named.stack]).get(named.address, {})
        name = next(iter(at(block, ("metadata", "name"))), None)
        if named != part and isinstance(name, str) and "${" not in name:
            return name
        self._unknown(part, f"for which namespace it is, is not known: {stated}")
        return ""

    def _quotas(self) -> Iterator[Quota]:
        for part, namespace, block in self._all("kubernetes_resource_quota"):
            for hard in at(block, ("spec", "hard")):
                for name in (each for each in FIGURES if each in hard):
                    limit = _amount(name, hard[name])
                    if limit is None:
                        self._unknown(part, f"its {name} is not known: {hard[name]}")
                    else:
                        yield Quota(part=part, namespace=namespace, name=name, limit=limit)

    def _unknown(self, part: Part, problem: str) -> None:
        self.unknowns.append(Unknown(subject=f"{part.stack}:{part.address}", problem=problem))


def refused(quotas: Iterable[Quota], workloads: Iterable[Workload]) -> Iterator[Unknown]:
    """Yield the workloads whose fewest pods are more than a quota of their namespace allows.

    Which of them are refused depends on who comes first.
    """
    found: dict[str, list[Workload]] = defaultdict(list)
    for workload in workloads:
        found[workload.namespace].append(workload)
    for quota in quotas:
        own = found[quota.namespace]
        wanted = quota.of(total(each.each * each.replicas for each in own))
        if wanted > quota.limit:
            told = f"the quota of {quota.namespace} allows {quota.limit:,} {quota.unit}"
            for each in own:
                yield Unknown(subject=each.key, problem=f"{told}, and its pods want {wanted:,}")


def _amount(name: str, value: Any) -> int | None:  # noqa: ANN401 - JSON
    field, units = FIGURES[name]
    try:
        amount = quantity(str(value))
        return ceil(amount / _MIB) if field == "memory_mib" else ceil(amount * units)
    except (ArithmeticError, AttributeError, KeyError):
        return None


def _defaults(block: Json) -> Json:
    """Return the requests and limits that a `LimitRange` gives to containers."""
    found: Json = {"limits": {}, "requests": {}}
    for limit in at(block, ("spec", "limit")):
        for each in limit if isinstance(limit, list) else [limit]:
            if each.get("type") == "Container":
                found["limits"] |= each.get("default") or {}
                found["requests"] |= each.get("default_request") or {}
    return found
