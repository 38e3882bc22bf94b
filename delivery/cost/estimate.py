"""The estimate: the price of each part, and of all that has one.

It is rough. What costs by its use is left out: traffic, requests, logs, storage that grows, nodes
and readers that autoscaling adds.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from delivery.cost.parts import parts_of
from delivery.cost.prices import Price, prices_in
from delivery.markdown import code
from terraform_json.types import Json

NOTE: Final = (
    "Rough: list prices of what stands there all month, without traffic, logs, requests, growing"
    " storage and what autoscaling adds."
)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The cost of an environment a month.

    Attributes:
        numbers: How many of each part it has, by the part's name.
        prices: The prices of its region, by what they are for.
    """

    numbers: Mapping[str, int]
    prices: Mapping[str, Price]

    @property
    def total(self) -> float:
        """The cost of all parts with a price, in US dollars a month."""
        return sum(self.cost_of(name) or 0 for name in self.numbers)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """The parts whose price is not known, each with its number."""
        found = sorted(name for name in self.numbers if name not in self.prices)
        return tuple(f"{self.numbers[name]} {code(name)}" for name in found)

    def cost_of(self, name: str) -> float | None:
        """Return what a part costs, in US dollars a month; None where no price is known.

        A part that is not there costs nothing, with or without a price.
        """
        if name not in self.numbers:
            return 0.0
        price = self.prices.get(name)
        return price.a_month * self.numbers[name] if price else None

    def as_json(self) -> str:
        """Return it as JSON: US dollars a month, of all and by the part; null without a price."""
        parts = {
            name: {"number": number, "usd_a_month": self.cost_of(name)}
            for name, number in sorted(self.numbers.items())
        }
        return json.dumps({"usd_a_month": self.total, "parts": parts}, indent=2)


def estimate(stacks: Iterable[Json]) -> Estimate:
    """Return the estimate of an environment.

    Args:
        stacks: Terraform's JSON of its stacks.
    """
    known = list(stacks)
    prices = prices_in(_region(known))
    numbers: Counter[str] = Counter()
    for stack in known:
        for part in parts_of(stack, prices):
            numbers[part.name] += part.number
    return Estimate(numbers=numbers, prices=prices)


def estimate_page(environment: str, made: Estimate) -> str:
    """Return an estimate in Markdown, with the source and the date of each price."""
    least = ", and what has no price here" if made.unpriced else ""
    lines = [
        f"## Cost of {code(environment)}: about {made.total:,.0f} USD a month{least}",
        "",
        NOTE,
        "",
    ]
    lines += ["| part | number | USD a month | price of |", "| --- | ---: | ---: | --- |"]
    for name in sorted(made.numbers, key=lambda each: -(made.cost_of(each) or 0)):
        if price := made.prices.get(name):
            cost = made.cost_of(name)
            source = f"[{price.date}]({price.source})"
            lines.append(f"| {_cell(name)} | {made.numbers[name]} | {cost:,.2f} | {source} |")
    if made.unpriced:
        lines += ["", f"**No price is known here for** {', '.join(made.unpriced)}."]
    return "\n".join([*lines, ""])


def _cell(name: str) -> str:
    """Return a name for a cell of a table, which ends at a bar even in a code span.

    https://github.github.com/gfm/#example-200
    """
    return code(name).replace("|", "\\|")


def difference(before: Estimate, after: Estimate) -> list[str]:
    """Return, a line each, what changes of the cost; nothing where no part comes, goes or grows."""
    changed = sorted(
        name
        for name in {*before.numbers, *after.numbers}
        if before.numbers.get(name, 0) != after.numbers.get(name, 0)
    )
    if not changed:
        return []
    sign = after.total - before.total
    head = f"- about {before.total:,.0f} → {after.total:,.0f} USD a month ({sign:+,.0f}), roughly"
    return [head, *(f"  - {_change(name, before, after)}" for name in changed)]


def _change(name: str, before: Estimate, after: Estimate) -> str:
    numbers = f"{code(name)}: {before.numbers.get(name, 0)} → {after.numbers.get(name, 0)}"
    old, new = before.cost_of(name), after.cost_of(name)
    if old is None or new is None:
        return f"{numbers}, whose price is not known here"
    return f"{numbers} ({new - old:+,.2f} USD)"


def _region(stacks: Iterable[Json]) -> str:
    """Return the region of an environment, which all of its stacks name."""
    for stack in stacks:
        for provider in stack.get("provider", {}).get("aws", ()):
            if "region" in provider:
                return str(provider["region"])
    return ""
