"""Finds all that carries an environment's tags, in every service that the stacks use.

The Resource Groups Tagging API lists most of it. Asked directly is what it does not list: IAM's
roles (https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/supported-services.html)
and hosted zones, which are of no region. It lacks more where the sandbox stands in for it (moto
5.2.5: of EC2 addresses, endpoints, rules and launch templates, all of IAM and EKS, RDS's groups and
subscriptions); EC2's own list of tags, and the services, have these.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from delivery.account import Account
from delivery.orphans.kinds import kind_of
from ops.bootstrap.resource import TAG

OTHERS: Final = {"aws:autoscaling:groupName", TAG}
"""Tags of what an Auto Scaling group launches, and launches again, and of what is bootstrap's."""
Tags = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Tagged:
    """Something that carries the tags.

    Attributes:
        arn: Its ARN.
        tags: All its tags.
    """

    arn: str
    tags: Tags


def environment_tags(account: Account) -> Tags:
    """Return the tags that tell what the stacks of an environment make from all else."""
    return {
        "Project": account.config.project,
        "Environment": account.config.name,
        "ManagedBy": "cdktf",
    }


def tagged(account: Account) -> list[Tagged]:
    """Return all that carries the environment's tags, each once, but nodes and bootstrap's own.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
    """
    wanted = environment_tags(account).items()
    found: dict[object, Tagged] = {}
    for ask in (_by_tags, _ec2, _roles, _identity_providers, _zones, _rds, _eks):
        for each in ask(account):
            if wanted <= each.tags.items() and not OTHERS & each.tags.keys():
                kind = kind_of(each.arn)
                # Two APIs may write its ARN in two ways.
                found.setdefault((kind.type, kind.identifier) if kind else each.arn, each)
    return sorted(found.values(), key=lambda each: each.arn)


def _by_tags(account: Account) -> Iterator[Tagged]:
    filters = [{"Key": key, "Values": [v]} for key, v in environment_tags(account).items()]
    pages = account.pages(
        "resourcegroupstaggingapi",
        "get_resources",
        "ResourceTagMappingList",
        TagFilters=filters,
    )
    for each in pages:
        yield Tagged(arn=each["ResourceARN"], tags=_tags(each["Tags"]))


def _ec2(account: Account) -> Iterator[Tagged]:
    resources: dict[tuple[str, str], dict[str, str]] = {}
    for each in account.pages("ec2", "describe_tags", "Tags"):
        resources.setdefault((each["ResourceType"], each["ResourceId"]), {})[each["Key"]] = each[
            "Value"
        ]
    location = account.config.location
    start = f"arn:{location.partition}:ec2:{account.config.region}:{location.account_id}"
    for (kind, identifier), tags in resources.items():
        yield Tagged(arn=f"{start}:{kind}/{identifier}", tags=tags)


def _roles(account: Account) -> Iterator[Tagged]:
    iam: Any = account.session.client("iam")
    for each in account.pages("iam", "list_roles", "Roles"):
        # Each takes a request of its own, and the stacks' roles begin so: docs/security.md.
        if each["RoleName"].startswith(account.config.qualified_name):
            tags = iam.list_role_tags(RoleName=each["RoleName"])["Tags"]
            yield Tagged(arn=each["Arn"], tags=_tags(tags))


def _identity_providers(account: Account) -> Iterator[Tagged]:
    iam: Any = account.session.client("iam")
    for each in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        answer = iam.list_open_id_connect_provider_tags(OpenIDConnectProviderArn=each["Arn"])
        yield Tagged(arn=each["Arn"], tags=_tags(answer["Tags"]))


def _zones(account: Account) -> Iterator[Tagged]:
    route53: Any = account.session.client("route53")
    for each in account.pages("route53", "list_hosted_zones", "HostedZones"):
        identifier = each["Id"].rpartition("/")[2]
        tags = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=identifier)
        arn = f"arn:{account.config.location.partition}:route53:::hostedzone/{identifier}"
        yield Tagged(arn=arn, tags=_tags(tags["ResourceTagSet"]["Tags"]))


# Operation, key of its items, key of an item's ARN.
_RDS: Final = (
    ("describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupArn"),
    ("describe_db_parameter_groups", "DBParameterGroups", "DBParameterGroupArn"),
    (
        "describe_db_cluster_parameter_groups",
        "DBClusterParameterGroups",
        "DBClusterParameterGroupArn",
    ),
    ("describe_event_subscriptions", "EventSubscriptionsList", "EventSubscriptionArn"),
)


def _rds(account: Account) -> Iterator[Tagged]:
    rds: Any = account.session.client("rds")
    for operation, key, arn in _RDS:
        for each in account.pages("rds", operation, key):
            name = each[arn].rpartition(":")[2]
            if name.startswith(account.config.qualified_name):
                tags = rds.list_tags_for_resource(ResourceName=each[arn])["TagList"]
                yield Tagged(arn=each[arn], tags=_tags(tags))


def _eks(account: Account) -> Iterator[Tagged]:
    """Yield the cluster and its node groups; what else it has goes with it."""
    eks: Any = account.session.client("eks")
    name = account.config.cluster_name
    try:
        cluster = eks.describe_cluster(name=name)["cluster"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return
    yield Tagged(arn=cluster["arn"], tags=cluster.get("tags", {}))
    for group in account.pages("eks", "list_nodegroups", "nodegroups", clusterName=name):
        each = eks.describe_nodegroup(clusterName=name, nodegroupName=group)["nodegroup"]
        yield Tagged(arn=each["nodegroupArn"], tags=each.get("tags", {}))


def _tags(listed: list[dict[str, str]]) -> Tags:
    return {each["Key"]: each["Value"] for each in listed}
