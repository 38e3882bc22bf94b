"""Checks of what no single field shows.

They read what is readable, so that one mistake hides no other.
"""

from collections.abc import Iterator

from config.aws.partitions import partition_of
from config.checks.arns import foreign_arns
from config.checks.cluster import cluster_mistakes
from config.checks.database import database_mistakes
from config.checks.database_changes import database_change_mistakes
from config.checks.endpoints import endpoint_mistakes
from config.checks.instance_zones import instance_zone_mistakes
from config.checks.load_balancer import load_balancer_mistakes
from config.checks.neighbours import neighbour_mistakes
from config.checks.network import network_mistakes
from config.checks.production import production_mistakes
from config.checks.tags import tag_mistakes
from config.errors import Mistake
from config.reading import at, valid_or_none
from config.repetition import twice
from config.sections.application_rights import ApplicationsConfig
from config.sections.fields import Region
from config.sections.iam import PolicyArn
from config.yaml.source import YamlDocument


def cross_check(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes that show only where several parts of the file are read together.

    Parts that are not valid by themselves are passed over: their own error says why.
    """
    yield from _name(document)
    yield from neighbour_mistakes(document)
    yield from production_mistakes(document)
    yield from tag_mistakes(document)
    yield from _arns(document)
    yield from _boundary(document)
    yield from network_mistakes(document)
    yield from load_balancer_mistakes(document)
    yield from endpoint_mistakes(document)
    yield from twice(document, ("alarms", "subscriptions"))
    # All lists of this section have everything once, those by application as well.
    for name in ApplicationsConfig.model_fields:
        yield from twice(document, ("applications", name))
        by_application = at(document, ("applications", name))
        for key in by_application if isinstance(by_application, dict) else ():
            yield from twice(document, ("applications", name, key))
    yield from cluster_mistakes(document)
    yield from database_mistakes(document)
    yield from database_change_mistakes(document)
    yield from instance_zone_mistakes(document)


def _name(document: YamlDocument) -> Iterator[Mistake]:
    name = at(document, ("name",))
    if isinstance(name, str) and name != document.file.stem:
        yield document.mistake(
            ("name",),
            "differs from the file's name",
            allowed=document.file.stem,
            remedy="rename the file, or correct the name",
        )


def _arns(document: YamlDocument) -> Iterator[Mistake]:
    region = valid_or_none(Region, at(document, ("region",)))
    if region and (partition := partition_of(region)):
        yield from foreign_arns(document, partition.id)


def _boundary(document: YamlDocument) -> Iterator[Mistake]:
    """A role is bounded by a policy of its own account, or by one of AWS's."""
    path = ("iam", "permissions_boundary")
    account, arn = at(document, ("account_id",)), at(document, path)
    if not isinstance(account, str) or valid_or_none(PolicyArn, arn) is None:
        return
    owner = str(arn).split(":")[4]
    if owner not in {account, "aws"}:
        yield document.mistake(
            path,
            f"is a policy of the account {owner}, but the environment is in {account}",
            allowed="a policy of the same account, or one of AWS's",
            remedy="correct the account in the ARN, or account_id",
        )
