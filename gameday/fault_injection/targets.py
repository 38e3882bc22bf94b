"""The targets of experiments, and the tags by which FIS finds them.

FIS skips a target whose tags match nothing, and says nothing. So the tags are those that the
synthesized resources carry, and others are refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from terraform_json.stack import resources
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class Target:
    """The resources that an action is done to.

    Attributes:
        name: What it is called.
        resource_type: Its type, in FIS's words.
        carried: The tags of each such resource that was synthesized.
    """

    name: str
    resource_type: str
    carried: tuple[Mapping[str, str], ...]

    @property
    def common(self) -> dict[str, str]:
        """The tags that all of them carry with the same value."""
        first, *others = self.carried or ({},)
        return {
            key: value
            for key, value in first.items()
            if all(each.get(key) == value for each in others)
        }

    def matches(self, tags: Mapping[str, str]) -> bool:
        """Tell whether any of them carries some tags."""
        return any(tags.items() <= each.items() for each in self.carried)


def unmatched(targets: Iterable[Target], tags: Mapping[str, str]) -> Iterator[str]:
    """Yield, as a sentence each, which targets none of the synthesized resources would be."""
    for target in targets:
        if not target.carried:
            yield f"Nothing of the type {target.resource_type} was synthesized."
        elif not target.matches(tags):
            wanted = ", ".join(f"{key}={value}" for key, value in tags.items())
            common = ", ".join(f"{key}={value}" for key, value in target.common.items())
            yield (
                f"No {target.resource_type} carries {wanted}: FIS would skip it, and say nothing."
                f" All carry {common}."
            )


def targets(stacks: Mapping[str, Json]) -> tuple[Target, ...]:
    """Return what loses its power with a zone."""
    return (
        Target(
            name="nodes",
            resource_type="aws:ec2:instance",
            carried=tuple(_tags_of_instances(stacks)),
        ),
        Target(
            name="subnets",
            resource_type="aws:ec2:subnet",
            carried=tuple(_tags(stacks, "aws_subnet")),
        ),
        Target(
            name="database",
            resource_type="aws:rds:cluster",
            carried=tuple(_tags(stacks, "aws_rds_cluster")),
        ),
    )


def blocks(stacks: Mapping[str, Json], kind: str) -> Iterator[tuple[Json, Json]]:
    """Yield each resource of a type, with its stack."""
    for stack in stacks.values():
        for address, block in resources(stack).items():
            if address.startswith(f"{kind}."):
                yield stack, block


def _tags(stacks: Mapping[str, Json], kind: str) -> Iterator[dict[str, str]]:
    for stack, block in blocks(stacks, kind):
        yield {**_default_tags(stack), **block.get("tags", {})}


def _tags_of_instances(stacks: Mapping[str, Json]) -> Iterator[dict[str, str]]:
    """Yield the tags of nodes: those in their launch templates, as Terraform makes no instance."""
    for _, block in blocks(stacks, "aws_launch_template"):
        for each in block.get("tag_specifications", ()):
            if each["resource_type"] == "instance":
                yield each["tags"]


def _default_tags(stack: Json) -> dict[str, str]:
    providers: list[Json] = stack.get("provider", {}).get("aws", [])
    found = (tags["tags"] for each in providers for tags in each.get("default_tags", ()))
    return next(found, {})
