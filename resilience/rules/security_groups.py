"""Rules about what security groups and network ACLs let through."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Attribute
from resilience.evidence import Evidence
from resilience.findings import Severity
from resilience.model.unread import network_acls
from resilience.rules.rule import Rule, Weakness
from resilience.survival.elements import part_element
from resilience.survival.paths import Barrier, Path, Step

_GROUPS: Final = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
_ACLS: Final = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html"


def _refuses(evidence: Evidence) -> Iterator[Weakness]:
    found: dict[str, list[tuple[Path, Step, Barrier]]] = defaultdict(list)
    for path in evidence.analysis.paths:
        for step in path.steps if path.redundant else ():
            if step.barrier:
                found[step.barrier.group].append((path, step, step.barrier))
    for group, suffering in found.items():
        path, _, barrier = suffering[0]
        paths = dict.fromkeys(each.name for each, _, _ in suffering)
        stack, _, address = barrier.nearest.partition(":")
        yield Weakness(
            subject=group,
            problem=barrier.problem,
            why=f"These break, whether anything fails or not: {', '.join(paths)}",
            remedy="add the rule, or correct the one that is there",
            places=(Attribute(stack=stack, address=address),),
            path=path.name,
            domain=evidence.any_zone,
            resources=(group,),
            explains=frozenset(
                name for _, step, _ in suffering for name in (step.name, step.workload) if name
            ),
        )


def _unread(evidence: Evidence) -> Iterator[Weakness]:
    acls = list(network_acls(evidence.model.stacks))
    if acls:
        yield Weakness(
            subject=part_element(acls[0]),
            problem="a network ACL is declared, and its rules are not read here",
            why="It may refuse what security groups let through, so that no path over a subnet is"
            " known to hold",
            remedy="leave it to security groups; or accept the finding, and test the paths",
            places=(Attribute.of(acls[0]),),
            resources=tuple(map(part_element, acls)),
            explains=frozenset(
                step.name
                for path in evidence.analysis.paths
                for step in path.steps
                if any("aws_subnet." in each for each in step.elements)
            ),
        )


RULES: Final = (
    Rule(
        id="security-group-refuses",
        severity=Severity.HIGH,
        title="A security group keeps out those who depend on what carries it",
        example="The database's group has no rule for the group of its clients.",
        source=_GROUPS,
        find=_refuses,
    ),
    Rule(
        id="network-acl-not-read",
        severity=Severity.MEDIUM,
        title="A network ACL is declared, and nobody knows here what it lets through",
        example="An `aws_network_acl` around the private subnets.",
        source=_ACLS,
        find=_unread,
    ),
)
