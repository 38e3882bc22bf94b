"""Whether the things stand that the stacks rest on: roles, boundaries, state, lock, domain."""

from collections.abc import Iterator
from functools import partial

import dns.exception
import dns.resolver

from delivery.account import Account
from delivery.preflight.check import Check, asked, judged, unknown
from ops.bootstrap.applications import boundary_of_applications
from ops.bootstrap.bucket import StateBucket
from ops.bootstrap.resource import NO_SUCH_ENTITY, Resource, or_none
from ops.bootstrap.table import LockTable
from ops.bootstrap.trust import SESSION_SECONDS
from ops.command import Refusal

PATIENCE_SECONDS = 5.0
"""How long a name server may take."""


def standing_checks(account: Account) -> Iterator[Check]:
    """Yield a check of each role, of their boundaries, the bucket, the table and the domain."""
    config = account.config
    for key in ("deploy_role", "plan_role"):
        name = config.deploy_role if key == "deploy_role" else config.plan_role
        if name:
            yield from asked(f"{key} {name}", "exists", partial(_role, account, key, name))
    if boundary := config.iam.permissions_boundary:
        yield from asked(f"boundary {boundary}", "exists", partial(_boundary, account, boundary))
    for resource in (
        StateBucket(account.session.client("s3"), config),
        LockTable(account.session.client("dynamodb"), config),
        boundary_of_applications(account.session.client("iam"), config),
    ):
        yield from asked(resource.label, "as bootstrap leaves it", partial(_state, resource))
    yield from asked(
        f"domain {config.dns.domain}", "delegated to its zone", partial(_domain, account)
    )


def _role(account: Account, key: str, name: str) -> Iterator[Check]:
    # Without its path, by which IAM does not look a role up.
    ask = partial(account.session.client("iam").get_role, RoleName=name.rpartition("/")[2])
    found = or_none(NO_SUCH_ENTITY, ask)
    yield _in_iam(f"{key} {name}", found, f"or change {key}")
    if found and key == "deploy_role":
        yield _session(name, found["Role"]["MaxSessionDuration"])


def _boundary(account: Account, arn: str) -> Iterator[Check]:
    ask = partial(account.session.client("iam").get_policy, PolicyArn=arn)
    otherwise = "which makes its own, or change iam.permissions_boundary"
    yield _in_iam(f"boundary {arn}", or_none(NO_SUCH_ENTITY, ask), otherwise)


def _in_iam(subject: str, found: object, otherwise: str) -> Check:
    return judged(
        subject,
        "exists",
        "is not in the account" if found is None else "exists",
        good=found is not None,
        remedy=f"run `make bootstrap REPOSITORY=<owner>/<name>`, {otherwise}",
    )


def _session(name: str, seconds: int) -> Check:
    """Return whether the role gives the credentials for as long as a deploy may take."""
    return judged(
        f"sessions of {name}",
        f"{SESSION_SECONDS:,} seconds",
        f"{seconds:,} seconds at most",
        good=seconds >= SESSION_SECONDS,
        remedy="run `make bootstrap REPOSITORY=<owner>/<name>`, or `aws iam update-role --role-name"
        f" {name.rpartition('/')[2]} --max-session-duration {SESSION_SECONDS}`",
    )


def _state(resource: Resource) -> Iterator[Check]:
    need, remedy = "as bootstrap leaves it", "run `make bootstrap`"
    try:
        wrong = _wrong(resource)
    except Refusal as refusal:
        # It is another's, or these credentials may not look at it.
        yield unknown(resource.label, need, "AWS does not show it", " ".join(str(refusal).split()))
        return
    yield judged(resource.label, need, wrong or need, good=not wrong, remedy=remedy)


def _wrong(resource: Resource) -> str:
    """Return what `make bootstrap` would put right; an empty text for nothing."""
    if not resource.exists():
        return "is not in the account"
    wrong = [each.name for each in resource.properties() if not each.is_right(each.read())]
    return f"lacks {', '.join(wrong)}" if wrong else ""


def _domain(account: Account) -> Iterator[Check]:
    """Yield whether the name servers of the zone are those that the world is told of."""
    domain = account.config.dns.domain
    subject, need = f"domain {domain}", "delegated to its zone"
    zones = account.pages("route53", "list_hosted_zones", "HostedZones")
    wanted = account.config.dns.hosted_zone_id
    found = [
        zone["Id"].rpartition("/")[2]
        for zone in zones
        if zone["Name"] == f"{domain}." and not zone["Config"]["PrivateZone"]
    ]
    if wanted and wanted not in found:
        yield judged(
            subject,
            f"the zone {wanted}",
            "the account has no public zone of that id and name",
            good=False,
            remedy="write the id of the domain's own zone into dns.hosted_zone_id, or leave it out",
        )
        return
    if not found:
        yield unknown(
            subject,
            need,
            "the zone is not made yet",
            "the deployment makes it, and waits for its certificate until the registrar knows it",
        )
        return
    zone = wanted or found[0]
    servers = account.session.client("route53").get_hosted_zone(Id=zone)["DelegationSet"]
    ours = {name.rstrip(".").lower() for name in servers["NameServers"]}
    try:
        answer = dns.resolver.resolve(domain, "NS", lifetime=PATIENCE_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        told: set[str] = set()
    except dns.exception.DNSException as error:
        yield unknown(subject, need, f"DNS does not answer: {error}")
        return
    else:
        told = {str(record).rstrip(".").lower() for record in answer}
    yield judged(
        subject,
        f"name servers {', '.join(sorted(ours))}",
        ", ".join(sorted(told)) or "none",
        good=told == ours,
        remedy="enter the zone's name servers where the domain is registered",
    )
