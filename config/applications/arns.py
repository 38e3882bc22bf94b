"""ARNs in what people write: whether they are of the environment, and the names that they hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from config.aws.actions import resources_of
from config.errors import Mistake
from config.location import Location
from config.yaml.source import KeyPath, YamlDocument

_VARIABLE: Final = re.compile(r"\$\{\w+\}")


@dataclass(frozen=True, kw_only=True)
class Arn:
    """The parts of an ARN, or of a pattern of ARNs.

    Attributes:
        partition: The partition.
        service: The service, such as `s3`.
        region: The region; empty where the service's ARNs have none.
        account: The account; empty where the service's ARNs have none.
        resource: All that follows.
    """

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> "Arn":
        """Return the parts of a text that has the form of an ARN."""
        _, partition, service, region, account, resource = text.split(":", maxsplit=5)
        return cls(
            partition=partition, service=service, region=region, account=account, resource=resource
        )


def misplaced(
    document: YamlDocument, path: KeyPath, text: str, location: Location
) -> Iterator[Mistake]:
    """Yield a mistake for each part of an ARN that is not the environment's.

    Args:
        document: The document.
        path: Where the ARN stands.
        text: The ARN. Its region and account may be empty; `filled_in` knows where they must not.
        location: Where the environment lives.
    """
    arn = Arn.parse(text)
    parts = {
        "partition": (arn.partition, location.partition),
        "region": (arn.region, location.region),
        "account": (arn.account, location.account_id),
    }
    for part, (written, own) in parts.items():
        if written and written != own:
            yield document.mistake(
                path,
                f"is an ARN of the {part} {written}, but the environment's {part} is {own}",
                allowed=f"ARNs such as {location.arn(arn.service, '...')}",
                remedy=f"correct the {part}, or leave the resource out",
            )
    if {".", ".."} & set(arn.resource.split("/")):
        yield document.mistake(
            path,
            "has a step of a path, which AWS takes for a part of the name",
            allowed="ARNs without `.` or `..` between slashes",
            remedy="write the name that is meant",
        )


def filled_in(form: str, location: Location) -> str:
    """Return the form of a kind of ARNs in a place, with `*` for what the names of resources hold.

    Args:
        form: The form, as `AwsAction.resources` has it.
        location: The place.
    """
    known = {
        "${Partition}": location.partition,
        "${Region}": location.region,
        "${Account}": location.account_id,
    }
    return _VARIABLE.sub(lambda found: known.get(found[0], "*"), form)


def names_in(text: str) -> tuple[str, ...]:
    """Return what may be the resource's name in an ARN: all that follows the kind of resource.

    What the kind is, such as `table/`, depends on the service; some services have kinds with it and
    others without.
    """
    arn = Arn.parse(text)
    kinds = {
        Arn.parse(form).resource.partition("${")[0]
        for form in resources_of(arn.service)
        if "${" in Arn.parse(form).resource
    }
    return tuple(arn.resource.removeprefix(kind) for kind in kinds if arn.resource.startswith(kind))
