"""A rule about parts on which paths rest that are not there, or have no pods."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from config.wording import listed
from resilience.causes.places import Aspect, Attribute, OfWorkload, Place, Setting
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.read import HELM
from resilience.model.undeclared import nowhere
from resilience.rules.outcomes import SHOWN
from resilience.rules.rule import Rule, Stage, Weakness
from resilience.survival.declared.cluster import AUTOSCALER
from resilience.survival.elements import part_element
from resilience.survival.needs import StepName
from resilience.survival.paths import Path, Step
from terraform_json.order import Part

_RELIABILITY: Final = "https://docs.aws.amazon.com/eks/latest/best-practices/reliability.html"

_TOLD: Final[dict[str, str]] = {
    StepName.KUBERNETES_API: "aws_eks_cluster",
    StepName.LOAD_BALANCER: "kubernetes_ingress_v1",
    StepName.WRITER: "aws_rds_cluster",
}
"""Types of resources of which another rule tells that there is none, by the step that lacks it."""


def _missing(evidence: Evidence) -> Iterator[Weakness]:
    found: dict[str, list[tuple[Path, Step]]] = defaultdict(list)
    for path in evidence.analysis.paths:
        for step in path.steps if path.redundant else ():
            if lacks := _lacks(evidence, step):
                found[lacks].append((path, step))
    for lacks, suffering in found.items():
        yield _weakness(evidence, lacks, suffering)


def _lacks(evidence: Evidence, step: Step) -> str:
    """Return what is not there; nothing where all is."""
    if step.absent or step.workload is None:
        return step.absent
    workload = evidence.model.workload(step.workload)
    none = workload and not workload.every_node and workload.replicas == 0
    return f"{step.name} has no pod" if none else ""


def _weakness(evidence: Evidence, lacks: str, suffering: Sequence[tuple[Path, Step]]) -> Weakness:
    path, step = suffering[0]
    paths = dict.fromkeys(each.name for each, _ in suffering)
    explains = {name for _, each in suffering for name in (each.name, each.workload) if name}
    explains |= _doubted(
        evidence,
        {
            nowhere(each)
            for each in _undeclared_parts(evidence)
            if _kind(each) == _TOLD.get(step.name)
        },
    )
    if AUTOSCALER.title in explains:
        # Pods wait for nodes that nothing adds.
        explains |= {group.address for group in evidence.groups}
    return Weakness(
        subject=step.workload or step.name,
        problem=lacks,
        why=f"These break, whether anything fails or not: {', '.join(paths)}",
        remedy="install it; or take away what needs it",
        places=_places(step),
        path=path.name,
        domain=evidence.any_zone,
        explains=frozenset(explains),
    )


def _places(step: Step) -> tuple[Place, ...]:
    if step.workload:
        return (OfWorkload(key=step.workload, aspect=Aspect.REPLICAS),)
    return (Setting(path=("addons", "releases"), written=True), Setting(path=()))


def _unrendered(evidence: Evidence) -> Iterator[Weakness]:
    for unknown in evidence.unrendered:
        if unknown.subject == HELM:
            continue  # the verdict says it, and every path is unknown
        stack, _, address = unknown.subject.partition(":")
        yield Weakness(
            subject=unknown.subject,
            problem=unknown.problem,
            why="Its deployment fails as well, and nothing is known of its pods until then",
            remedy="correct its values, or its chart",
            places=(Attribute(stack=stack, address=address, path=("values",)),),
            domain=evidence.any_zone,
            resources=(unknown.subject,),
            explains=_doubted(evidence, {unknown.problem}),
        )


def _undeclared_parts(evidence: Evidence) -> dict[Part, list[Part]]:
    found: dict[Part, list[Part]] = evidence.model.references.graph.get("undeclared", {})
    return found


def _kind(part: Part) -> str:
    return part.address.partition(".")[0]


def _doubted(evidence: Evidence, problems: Collection[str]) -> frozenset[str]:
    """Return the steps that are not known for some problems."""
    steps = (step for path in evidence.analysis.paths for step in path.steps)
    return frozenset(step.name for step in steps if step.unknown in problems)


def _undeclared(evidence: Evidence) -> Iterator[Weakness]:
    told = {kind for step, kind in _TOLD.items() if step in evidence.explained}
    for missing, users in _undeclared_parts(evidence).items():
        if _kind(missing) in told:
            continue
        problem = nowhere(missing)
        yield Weakness(
            subject=part_element(missing),
            problem=problem,
            why="Terraform refuses the stack, and nobody knows what stands on these:"
            f" {listed([part_element(each) for each in users], most=SHOWN)}",
            remedy="declare it, or take the references to it away",
            places=tuple(map(Attribute.of, users)),
            resources=tuple(map(part_element, users)),
            explains=_doubted(evidence, {problem}),
        )


RULES: Final = (
    Rule(
        id="part-missing",
        severity=Severity.HIGH,
        title="A part on which paths rest is not there",
        example="Applications scale by their load, and no metrics-server is installed.",
        source=_RELIABILITY,
        find=_missing,
    ),
    Rule(
        id="chart-not-rendered",
        severity=Severity.HIGH,
        title="Helm refuses the chart of a release with the values that it is given",
        example="Values of an application break the schema of the chart.",
        source="https://helm.sh/docs/helm/helm_template/",
        find=_unrendered,
    ),
    Rule(
        id="reference-undeclared",
        severity=Severity.HIGH,
        title="Something is referred to that no stack declares",
        example="Subnets name a VPC that was removed.",
        source="https://developer.hashicorp.com/terraform/language/expressions/references",
        find=_undeclared,
        stage=Stage.CAPACITY,
    ),
)
