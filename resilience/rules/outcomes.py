"""Generic rules over outcomes and capacities: they speak where no other rule knows why."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from resilience.causes.places import Aspect, Attribute, OfWorkload, Place, Setting
from resilience.findings import Severity
from resilience.placement.before import placed
from resilience.placement.drains import drains, rollouts
from resilience.rules.evidence import Evidence
from resilience.rules.rule import Rule, Stage, Weakness
from resilience.survival.domains import Domain, DomainKind, Mode
from resilience.survival.outcomes import Outcome, Verdict
from resilience.survival.paths import Path, Step

_TARGET: Final = "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/availability-zones.html"
_SCHEDULER: Final = "https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/"
_DRAIN: Final = "https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/"
_ROLLOUT: Final = (
    "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment"
)
_SHOWN: Final = 3


def _breaks(evidence: Evidence) -> Iterator[Weakness]:
    steps: dict[str, list[tuple[Path, Step, Outcome]]] = defaultdict(list)
    for path, step, outcome in _judged(evidence, Verdict.BREAKS):
        if not _explained(evidence, step):
            steps[step.workload or step.name].append((path, step, outcome))
    for name, found in steps.items():
        path, step, outcome = found[0]
        domains = list(dict.fromkeys(str(each.domain) for _, _, each in found))
        broken = list(dict.fromkeys(each.name for each, _, _ in found))
        yield Weakness(
            subject=name,
            problem=f"{_some(broken)} break at {step.name} when {_some(domains)}",
            why=outcome.reason,
            remedy="let the step stand on something that this failure leaves",
            places=_places(step),
            path=path.name,
            domain=domains[0],
            resources=_resources(step),
        )


def _judged(evidence: Evidence, verdict: Verdict) -> Iterator[tuple[Path, Step, Outcome]]:
    paths = {path.name: path for path in evidence.analysis.paths if path.redundant}
    for outcome in evidence.analysis.outcomes:
        path = paths.get(outcome.path)
        if path and outcome.verdict is verdict and outcome.domain.kind is not DomainKind.REGION:
            step = next((each for each in path.steps if each.name == outcome.step), None)
            if step:
                yield path, step, outcome


def _explained(evidence: Evidence, step: Step) -> bool:
    if step.workload in evidence.explained:
        return True
    return any(not evidence.explained.isdisjoint(each.elements) for each in step.strands)


def _places(step: Step) -> tuple[Place, ...]:
    if step.workload:
        return (OfWorkload(key=step.workload, aspect=Aspect.REPLICAS),)
    return tuple(
        Attribute(stack=stack, address=address)
        for stack, address in (each.split(":", 1) for each in _resources(step))
    )


def _resources(step: Step) -> tuple[str, ...]:
    elements = sorted({each for strand in step.strands for each in strand.elements})
    return tuple(
        each
        for each in elements
        if not each.startswith(("pod:", "node:", "zone:")) and "#" not in each
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _unknown(evidence: Evidence) -> Iterator[Weakness]:
    seen: set[str] = set()
    for path, step, outcome in _judged(evidence, Verdict.UNKNOWN):
        if step.name not in seen:
            seen.add(step.name)
            yield Weakness(
                subject=step.name,
                problem=f"it is not known whether {path.name} holds",
                why=outcome.reason,
                remedy="make known what is missing; docs/resilience.md lists what is not known",
                places=_places(step) or (Setting(path=()),),
                path=path.name,
                resources=_resources(step),
            )


def _wait(evidence: Evidence) -> Iterator[Weakness]:
    """Pods that find no place when all is well, or that never come back after a failure."""
    for key, (domain, waits) in _waiting(evidence).items():
        workload = evidence.model.workload(key)
        groups = evidence.groups_of(workload) if workload else ()
        known = {key, *(group.address for group in groups)}
        if workload and evidence.explained.isdisjoint(known):
            yield Weakness(
                subject=key,
                problem=f"some of its {workload.replicas} pods wait {domain}",
                why=waits or "No node has room for them",
                remedy="raise the maximum of its node group, or let its pods ask for less",
                places=(OfWorkload(key=key, aspect=Aspect.REQUESTS),),
                domain=domain,
                resources=(f"k8s:{workload.release}",),
            )


def _waiting(evidence: Evidence) -> dict[str, tuple[str, str]]:
    """Return for each workload whose pods wait for ever when that is, and why."""
    found = {
        each.workload: ("when all is well", each.reason)
        for each in placed(evidence.model).waiting
        # The autoscaler starts nodes for these where it may.
        if not _comes(evidence, each.workload)
    }
    # A volume of EBS is in one zone, and so is its pod until that zone returns.
    staying = {each.key for each in evidence.model.workloads if each.zonal_volumes}
    for capacity in evidence.analysis.capacities:
        for key, ready in capacity.ready.items() if _counts(capacity.domain) else ():
            if ready.with_new_nodes < ready.before and key not in staying:
                found.setdefault(key, (f"when {capacity.domain}", ready.waits))
    return found


def _comes(evidence: Evidence, key: str) -> bool:
    rollout = next((each for each in rollouts(evidence.model) if each.workload == key), None)
    return rollout is not None and rollout.proceeds


def _counts(domain: Domain) -> bool:
    """Return whether pods have to find a place again after a failure.

    A stateful pod on an unreachable node waits for the node by Kubernetes's own rules, and so do
    pods while a zone is full or shifted away.
    """
    return domain.mode is Mode.LOST and domain.kind not in (
        DomainKind.REGION,
        DomainKind.NODE_GROUP,
    )


def _undrained(evidence: Evidence) -> Iterator[Weakness]:
    seen: set[str] = set()
    for drain in drains(evidence.model):
        for obstacle in drain.obstacles:
            key = obstacle.workload
            if key in seen or key in evidence.explained:
                continue
            seen.add(key)
            workload = evidence.model.workload(key)
            yield Weakness(
                subject=key,
                problem=f"its pods keep node {drain.node} from being drained",
                why=obstacle.reason,
                remedy="let its budget leave one pod out, and its pods find room on other nodes",
                places=(OfWorkload(key=key, aspect=Aspect.BUDGET),),
                domain=f"node {drain.node} is drained",
                resources=(f"k8s:{workload.release}",) if workload else (),
            )


def _stuck(evidence: Evidence) -> Iterator[Weakness]:
    for rollout in rollouts(evidence.model):
        if not rollout.proceeds and rollout.workload not in evidence.explained:
            workload = evidence.model.workload(rollout.workload)
            yield Weakness(
                subject=rollout.workload,
                problem="its next rollout cannot begin",
                why=rollout.waits or "No new pod finds a node, and none may be taken away first",
                remedy="leave room for one more pod, or allow one to be missing",
                places=(OfWorkload(key=rollout.workload, aspect=Aspect.ROLLOUT),),
                resources=(f"k8s:{workload.release}",) if workload else (),
            )


RULES: Final = (
    Rule(
        id="path-breaks",
        severity=Severity.HIGH,
        title="A path that has to survive breaks when one domain fails",
        example="The only pod that answers a request stands on one node.",
        source=_TARGET,
        find=_breaks,
        stage=Stage.GENERIC,
    ),
    Rule(
        id="pods-without-room",
        severity=Severity.HIGH,
        title="Pods find no node, before or after a failure",
        example="Requests of an application exceed what the nodes of two zones hold.",
        source=_SCHEDULER,
        find=_wait,
        stage=Stage.GENERIC,
    ),
    Rule(
        id="drain-blocked",
        severity=Severity.HIGH,
        title="A node cannot be drained",
        example="A pod that is evicted finds no other node.",
        source=_DRAIN,
        find=_undrained,
        stage=Stage.GENERIC,
        yields_to=("pods-without-room",),
    ),
    Rule(
        id="rollout-blocked",
        severity=Severity.MEDIUM,
        title="A rollout cannot begin",
        example="`maxUnavailable: 0` and no room for one more pod.",
        source=_ROLLOUT,
        find=_stuck,
        stage=Stage.GENERIC,
        yields_to=("pods-without-room", "drain-blocked"),
    ),
    Rule(
        id="path-not-known",
        severity=Severity.MEDIUM,
        title="It is not known whether a path survives",
        example="A chart could not be rendered.",
        source=_TARGET,
        find=_unknown,
        stage=Stage.GENERIC,
    ),
)
