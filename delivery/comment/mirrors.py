"""Attributes in which a resource shows what other resources add to it, entry by entry.

An entry is compared with all that it allows: a mirror that looked at ports alone would hide that
somebody let everyone in. The attributes of both sides:
https://github.com/hashicorp/terraform-provider-aws/tree/v5.100.0/website/docs/r
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from terraform_json.types import Json

Fact = tuple[str, ...]
"""One thing that an entry says: a source and its ports, a route, a policy."""


@dataclass(frozen=True, kw_only=True)
class Mirror:
    """An attribute in which a resource shows what other resources add to it.

    Attributes:
        kind: The type of these others.
        link: Their attribute that names the resource.
        shown: Yields what an entry of the attribute says; it also gets the resource's id.
        made: Returns what another resource adds.
    """

    kind: str
    link: str
    shown: Callable[[Any, str], Iterator[Fact]]
    made: Callable[[Json], Fact]


_SOURCES: Final = ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups")
_SOURCE: Final = ("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")
_TARGETS: Final = (
    "carrier_gateway_id",
    "core_network_arn",
    "egress_only_gateway_id",
    "gateway_id",
    "local_gateway_id",
    "nat_gateway_id",
    "network_interface_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "vpc_peering_connection_id",
)


def _rules(entry: Json, own: str) -> Iterator[Fact]:
    """Yield each source of an entry: the provider puts those with the same ports into one."""
    sources = [each for name in _SOURCES for each in entry.get(name) or ()]
    if entry.get("self"):
        sources.append(own)
    ports = _texts(entry, "protocol", "from_port", "to_port", "description")
    for source in sources or ("",):
        yield (*ports, str(source))


def _rule(made: Json) -> Fact:
    ports = _texts(made, "ip_protocol", "from_port", "to_port", "description")
    return (*ports, *(each for each in _texts(made, *_SOURCE) if each))


def _routes(entry: Json, own: str) -> Iterator[Fact]:
    del own
    yield _texts(entry, "cidr_block", "ipv6_cidr_block", "destination_prefix_list_id", *_TARGETS)


def _route(made: Json) -> Fact:
    to = ("destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id")
    return _texts(made, *to, *_TARGETS)


def _policies(entry: Json, own: str) -> Iterator[Fact]:
    del own
    yield _policy(entry)


def _policy(made: Json) -> Fact:
    return str(made.get("name")), _sorted(made.get("policy"))


def _attachments(entry: object, own: str) -> Iterator[Fact]:
    del own
    yield (str(entry),)


def _attachment(made: Json) -> Fact:
    return (str(made.get("policy_arn")),)


def _sorted(policy: object) -> str:
    """Return a policy with its keys in order: AWS gives them back in another one."""
    try:
        return json.dumps(json.loads(str(policy)), sort_keys=True)
    except ValueError:
        return str(policy)


def _texts(data: Json, *names: str) -> Fact:
    """Return attributes as texts; no port is another way to write port 0, and none to write ""."""
    return tuple("" if data.get(name) in (None, 0) else str(data[name]) for name in names)


MIRRORS: Final = {
    ("aws_iam_role", "inline_policy"): Mirror(
        kind="aws_iam_role_policy", link="role", shown=_policies, made=_policy
    ),
    ("aws_iam_role", "managed_policy_arns"): Mirror(
        kind="aws_iam_role_policy_attachment", link="role", shown=_attachments, made=_attachment
    ),
    ("aws_security_group", "ingress"): Mirror(
        kind="aws_vpc_security_group_ingress_rule",
        link="security_group_id",
        shown=_rules,
        made=_rule,
    ),
    ("aws_security_group", "egress"): Mirror(
        kind="aws_vpc_security_group_egress_rule",
        link="security_group_id",
        shown=_rules,
        made=_rule,
    ),
    ("aws_route_table", "route"): Mirror(
        kind="aws_route", link="route_table_id", shown=_routes, made=_route
    ),
}
"""By the type of the resource and its attribute."""

_ADDRESS: Final = ("aws_nat_gateway", "allocation_id")

OWNED: Final = {
    ("aws_eip", "association_id"): _ADDRESS,
    ("aws_eip", "network_interface"): _ADDRESS,
    ("aws_eip", "private_dns"): _ADDRESS,
    ("aws_eip", "private_ip"): _ADDRESS,
    ("aws_rds_cluster", "cluster_members"): ("aws_rds_cluster_instance", "cluster_identifier"),
    ("aws_s3_bucket", "lifecycle_rule"): ("aws_s3_bucket_lifecycle_configuration", "bucket"),
    ("aws_s3_bucket", "policy"): ("aws_s3_bucket_policy", "bucket"),
    ("aws_s3_bucket", "server_side_encryption_configuration"): (
        "aws_s3_bucket_server_side_encryption_configuration",
        "bucket",
    ),
    ("aws_s3_bucket", "versioning"): ("aws_s3_bucket_versioning", "bucket"),
    ("aws_sns_topic", "policy"): ("aws_sns_topic_policy", "arn"),
}
"""Attributes that another resource sets as a whole, by the type of the resource and its attribute:
the type of the other one, and its attribute that names the resource. A change by hand is that one's
own drift. Members of a cluster are instances, also those that autoscaling adds."""
