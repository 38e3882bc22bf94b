"""The page docs/resilience.md: every path, what breaks it, what survives, and what AWS promises."""

from collections.abc import Iterator

from config.wording import listed
from resilience.analysis import Analysis
from resilience.ceiling import READ_ON
from resilience.domains import Domain, DomainKind, Mode
from resilience.outcomes import Outcome, Ready
from resilience.report.labels import failing, label, subject_label
from resilience.report.markdown import path_table, plain, table
from resilience.report.survival import Survival
from resilience.survival.guarantees import GUARANTEES
from resilience.survival.paths import Path, Step

PICTURE = "resilience.svg"
_FULL = "https://github.com/kubernetes/kubernetes/issues/116978"
_HEAD = """\
# Resilience of `{environment}`

`make snapshots` writes this page from what is synthesized for `{environment}`; nobody edits it.
`make resilience` tells the same of any environment, with the line that causes each weakness, and
writes a page on which each zone, node, gateway and release can be chosen.

![The platform by zones]({picture})

**{verdict}**

The region is beyond the target: with it, every path breaks. Of a zone that is lost, the nodes are
gone; of one that is unreachable, they are there and tainted; in one that is full, nothing new
starts; from one that is shifted away, new traffic is kept.
"""

_NOT_LOOKED_AT = (
    "whether network policies let traffic through",
    "whether security groups let traffic through among nodes, and from the control plane to them",
    "what network ACLs let through: with one declared, no path over a subnet is known to hold",
    "whether the rights of roles and the policies of resources suffice",
    "quotas of limits, of disk and of numbers of objects",
    "peaks of several workloads at once",
    "what an application itself does while something that it calls is away",
)


def as_guide(analysis: Analysis) -> str:
    """Return the page of an analysis, in Markdown."""
    survival = Survival(analysis)
    head = _HEAD.format(
        environment=analysis.model.environment, picture=PICTURE, verdict=plain(survival.sentence())
    )
    parts = (_paths(survival), _each(survival), _promises(analysis), _ceilings(analysis))
    last = (_growth(analysis), _accepted(survival), _not_looked_at())
    body = "\n".join(line for part in (*parts, *last) for line in part)
    return f"{head}\n{body.rstrip()}\n"


def _not_looked_at() -> Iterator[str]:
    yield from ("## What is not looked at", "", *(f"- {each}" for each in _NOT_LOOKED_AT), "")


def _paths(survival: Survival) -> Iterator[str]:
    yield from ("## Every path", "", *path_table(survival), "")


def _each(survival: Survival) -> Iterator[str]:
    yield from ("## What each rests on, what it survives and what breaks it", "")
    for path in survival.analysis.paths:
        yield f"**{plain(path.title)}**"
        yield ""
        yield f"- rests on: {plain(listed([_needs(step) for step in path.steps]))}"
        yield from _with_each_zone_lost(survival.analysis, path)
        yield f"- breaks with: {plain(_breaking(survival.by_path[path.name]))}"
        yield ""


def _needs(step: Step) -> str:
    if not step.strands:
        return step.name
    clients = {strand.client_zone for strand in step.strands}
    most = len(step.strands) // len(clients)
    each = "" if clients == {None} else " for each zone"
    return f"{step.name} ({step.least} of {most}{each})"


def _with_each_zone_lost(analysis: Analysis, path: Path) -> Iterator[str]:
    for zone in analysis.model.zones:
        outcome = analysis.outcome(path, Domain(kind=DomainKind.ZONE, name=zone))
        yield f"- with {zone} lost it {outcome.verdict}: {plain(outcome.reason)}"


def _breaking(outcomes: list[Outcome]) -> str:
    modes: dict[str, list[Mode]] = {}
    for each in outcomes:
        modes.setdefault(label(each.domain), []).append(each.domain.mode)
    told = [failing(name, ways) for name, ways in modes.items()]
    return listed(told) or "no single failure but the region's"


def _promises(analysis: Analysis) -> Iterator[str]:
    yield from ("## What AWS itself promises", "")
    yield "A promise is no proof: a service level is money back."
    yield ""
    steps = (step for path in analysis.paths for step in path.steps)
    keys = sorted({step.guarantee for step in steps if step.guarantee in GUARANTEES})
    rows = []
    for each in (GUARANTEES[str(key)] for key in keys):
        level = f"[{each.percent} %]({each.agreement})" if each.percent else "none"
        rows.append(
            [plain(each.service), each.scope, f"[{plain(each.survives)}]({each.source})", level]
        )
    yield from _raw_table(("service", "reach", "what it survives", "service level a month"), rows)
    yield ""


def _ceilings(analysis: Analysis) -> Iterator[str]:
    if not analysis.ceilings:
        return
    yield from ("## Ceilings", "")
    yield "Figures at the autoscalers' maxima, and the limits that they may meet."
    yield ""
    rows = []
    for each in analysis.ceilings:
        limit = "asked of the account" if each.limit is None else f"{each.limit:,}"
        figure = f"{plain(each.title)}: {plain(subject_label(each.subject))}"
        source = f"[{READ_ON}]({each.source})"
        rows.append([figure, f"{each.needed:,}", limit, plain(each.arithmetic), source])
    yield from _raw_table(("figure", "needed", "limit", "arithmetic", "source, read on"), rows)
    yield ""


def _growth(analysis: Analysis) -> Iterator[str]:
    """Yield how far workloads grow while one zone takes no pod: at the worst zone's."""
    full = [each.ready for each in analysis.capacities if each.domain.mode is Mode.FULL]
    rows = []
    for each in analysis.model.workloads:
        worst = min((it[each.key] for it in full if each.key in it), key=_reached, default=None)
        if worst and worst.with_new_nodes < each.max_replicas:
            figures = (each.replicas, each.max_replicas, worst.with_new_nodes)
            rows.append([plain(each.key), *map(str, figures), plain(worst.waits)])
    if rows:
        yield from ("## Growth while a zone is full", "")
        yield (
            "What runs goes on, and this is shown and not judged: pods that are spread hard wait,"
            f" since the nodes of the full zone count as well ([kubernetes#116978]({_FULL}))."
        )
        yield ""
        headings = ("workload", "fewest", "most", "reached", "why the next one waits")
        yield from (*_raw_table(headings, rows), "")


def _reached(ready: Ready) -> int:
    return ready.with_new_nodes


def _accepted(survival: Survival) -> Iterator[str]:
    taken = [each for each in survival.analysis.findings if each.accepted]
    if not taken:
        return
    yield from ("## Accepted risks", "")
    rows = [
        (each.rule, each.subject, risk.reason, risk.owner, str(risk.expires))
        for each in taken
        if (risk := each.accepted)
    ]
    yield from table(("rule", "subject", "reason", "owner", "expires"), rows)


def _raw_table(headings: tuple[str, ...], rows: list[list[str]]) -> Iterator[str]:
    """Yield the lines of a table whose cells are Markdown."""
    yield f"| {' | '.join(headings)} |"
    yield f"|{'|'.join(' --- ' for _ in headings)}|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
