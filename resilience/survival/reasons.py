"""Says in a sentence why a path holds or breaks."""

from collections.abc import Iterable, Sequence

from config.wording import listed
from resilience.domains import Domain, Mode
from resilience.survival.paths import Path, Strand
from resilience.survival.remains import Remains

_ZONE = "zone:"


def untouched_reason(path: Path, domain: Domain) -> str:
    """Return why a path holds of which a domain takes nothing."""
    if domain.mode is Mode.FULL:
        return "all that runs goes on"
    if domain.mode is Mode.SHIFTED_AWAY:
        steps = [step.name for step in path.steps if step.takes_traffic and step.strands]
        if steps:
            return f"no zonal shift of {listed(steps)} can be made: it is not enabled"
        return "nothing of it takes part in a zonal shift"
    return "it loses nothing"


def reason_of(remains: Remains) -> str:
    """Return what is left of a step, and what it needs, in one sentence."""
    step = remains.step
    if told := step.absent or (step.barrier.problem if step.barrier else step.unknown):
        return told
    if any(strand.client_zone for strand in remains.step.strands):
        return _by_zone(remains)
    if len(remains.left) == len(remains.step.strands) < remains.step.least:
        return f"{_left(remains)} even when all is well; {_wanted(remains)}"
    if not remains.left:
        return f"{_all(remains)} lost"
    where = listed(_zones(remains.left) if remains.step.workload else _names(remains.left))
    return f"{_left(remains)}, {'on ' if remains.step.workload else ''}{where}; {_wanted(remains)}"


def _kind(remains: Remains, count: int) -> str:
    kind = "pod" if remains.step.workload else "way"
    plural = "" if count == 1 else "s"
    return f"{kind}{plural} {'of' if remains.step.workload else 'to the'} {remains.step.name}"


def _left(remains: Remains) -> str:
    left, total = len(remains.left), len(remains.step.strands)
    of = "" if left == total else f" of {total}"
    verb = "is" if left == 1 else "are"
    return f"{left}{of} {_kind(remains, total)} {verb} left"


def _all(remains: Remains) -> str:
    total = len(remains.step.strands)
    if total == 1:
        return f"the only {_kind(remains, 1)} is"
    return f"all {total} {_kind(remains, total)} are"


def _wanted(remains: Remains) -> str:
    least = remains.step.least
    if remains.step.workload and least > 1:
        return f"its budget wants {least}"
    return "one is enough" if remains.left else "one is needed"


def _by_zone(remains: Remains) -> str:
    zones = remains.lacking or remains.client_zones
    verb = "has" if len(zones) == 1 else "have"
    if remains.lacking:
        return f"{listed(zones)} {verb} no {remains.step.name}"
    if not zones:
        return f"nobody is left who needs the {remains.step.name}"
    return f"{listed(zones)} {verb} the {remains.step.name} as before"


def _names(strands: Iterable[Strand]) -> Sequence[str]:
    return [strand.name for strand in strands]


def _zones(strands: Iterable[Strand]) -> Sequence[str]:
    elements = {element for strand in strands for element in strand.elements}
    return sorted(each.removeprefix(_ZONE) for each in elements if each.startswith(_ZONE))
