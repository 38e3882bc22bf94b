"""The needs of parts, within a stack and across stacks, and the order that follows from them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple, TypeVar

from terraform_json.references import Reference, references_of
from terraform_json.stack import STATE, blocks, data_sources, outputs, provider_of
from terraform_json.types import Json, TerraformJsonError

T = TypeVar("T", bound="str | Part")


class Part(NamedTuple):
    """A part of one of several stacks."""

    stack: str
    address: str


def needs(stack: Json) -> dict[str, list[str]]:
    """Return for each address of a stack the addresses that it needs itself, each once.

    A part needs what it refers to; a resource or data source also needs its provider, which needs
    what its configuration refers to. What a reference means that the stack does not declare, such
    as a module, is left out.
    """
    found = blocks(stack)
    return {
        address: [
            need
            for need in dict.fromkeys(
                [
                    *(each.address for each in references_of(block)),
                    f"provider.{provider_of(address)}",
                ]
            )
            if need in found and need != address
        ]
        for address, block in found.items()
    }


def needs_across(stacks: Mapping[str, Json]) -> dict[Part, list[Part]]:
    """Return for each part of each stack the parts that it needs itself, in any of the stacks.

    What reads an output from the state of another stack needs that output, by which it needs the
    resource behind it.

    Args:
        stacks: Terraform's JSON of each stack, by the stack's name.

    Raises:
        TerraformJsonError: An output that is read is none of the stack that has the state.
    """
    found: dict[Part, list[Part]] = {}
    for name, stack in stacks.items():
        within = needs(stack)
        for address, block in blocks(stack).items():
            there = [
                need
                for reference in references_of(block)
                for need in outputs_read(reference, name, stacks)
            ]
            here = [Part(name, need) for need in within[address]]
            found[Part(name, address)] = list(dict.fromkeys([*here, *there]))
    return found


def outputs_read(reference: Reference, reader: str, stacks: Mapping[str, Json]) -> Iterator[Part]:
    """Yield the outputs that a reference reads from the state of another stack.

    Args:
        reference: Of any part of the reader; most read no state.
        reader: The name of the stack that has the reference.
        stacks: Terraform's JSON of each stack, by the stack's name.

    Raises:
        TerraformJsonError: The stack whose state it is has no such output.
    """
    if not reference.address.startswith(f"data.{STATE}.") or reference.path[:1] != ("outputs",):
        return
    state = data_sources(stacks[reader]).get(reference.address)
    producer = state and producer_of(state, stacks)
    if not producer:
        return
    there = outputs(stacks[producer])
    names = reference.path[1:2]
    if not names or names == ("*",):
        yield from (Part(producer, f"output.{name}") for name in there)
    elif names[0] in there:
        yield Part(producer, f"output.{names[0]}")
    else:
        raise TerraformJsonError(
            f"{reader} reads the output {names[0]} of {producer}, which has only:"
            f" {', '.join(sorted(there)) or 'none'}"
        )


def producer_of(state: Json, stacks: Mapping[str, Json]) -> str | None:
    """Return the name of the stack whose state a `terraform_remote_state` reads.

    It is the one whose backend is of the same type and differs in no setting that both have. None
    if there is no such stack, as of a state that others keep, or if there are several.
    """
    found = [
        name
        for name, stack in stacks.items()
        if _agree(
            state.get("config", {}),
            stack.get("terraform", {}).get("backend", {}).get(state.get("backend")),
        )
    ]
    return found[0] if len(found) == 1 else None


def closure(needed: Mapping[T, Iterable[T]], starts: Iterable[T]) -> set[T]:
    """Return all that some parts need, directly or not; the parts themselves are not among it.

    Args:
        needed: What each part needs itself, as `needs` and `needs_across` return it.
        starts: The parts.
    """
    found: set[T] = set()
    wanted = [need for start in starts for need in needed.get(start, ())]
    while wanted:
        part = wanted.pop()
        if part not in found:
            found.add(part)
            wanted += needed.get(part, ())
    return found


def in_order(needed: Mapping[T, Collection[T]]) -> list[T]:
    """Return all parts, each after all that it needs; the same order for the same input.

    Raises:
        TerraformJsonError: Parts need each other in a cycle.
    """
    return [part for wave in in_waves(needed) for part in wave]


def in_waves(needed: Mapping[T, Collection[T]]) -> list[list[T]]:
    """Return all parts in waves: a part comes in the first wave after all that it needs.

    Raises:
        TerraformJsonError: Parts need each other in a cycle.
    """
    sorter = TopologicalSorter(needed)
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = " -> ".join(_shown(part) for part in reversed(error.args[1]))
        raise TerraformJsonError(f"{cycle} need each other in a cycle") from error
    waves: list[list[T]] = []
    while sorter.is_active():
        waves.append(sorted(sorter.get_ready()))
        sorter.done(*waves[-1])
    return waves


def _agree(config: Json, backend: Any) -> bool:  # noqa: ANN401 - JSON
    both = config.keys() & (backend or {}).keys()
    return bool(both) and all(config[key] == backend[key] for key in both)


def _shown(part: str | Sequence[str]) -> str:
    return part if isinstance(part, str) else ": ".join(part)
