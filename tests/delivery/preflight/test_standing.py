import json
from collections.abc import Callable
from dataclasses import replace

import dns.exception
import dns.resolver
import pytest

from delivery.account import Account
from delivery.preflight.check import Check, Verdict
from delivery.preflight.standing import standing_checks
from ops.bootstrap.__main__ import bootstrap, settled
from ops.bootstrap.pipelines import pipelines
from ops.bootstrap.policies import boundary_arn
from ops.bootstrap.trust import SESSION_SECONDS

Served = Callable[[list[str] | Exception], None]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    """Return a function that lets DNS answer with name servers, or fail."""

    def serve(answer: list[str] | Exception) -> None:
        def resolve(domain: str, kind: str, lifetime: float) -> list[str]:
            del domain, kind, lifetime
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(dns.resolver, "resolve", resolve)

    return serve


def by_kind(account: Account) -> dict[str, Check]:
    return {check.subject.split()[0]: check for check in standing_checks(account)}


def make_zone(account: Account) -> list[str]:
    domain = account.config.dns.domain
    made = account.session.client("route53").create_hosted_zone(Name=domain, CallerReference="1")
    servers: list[str] = made["DelegationSet"]["NameServers"]
    return servers


def test_an_empty_account_lacks_role_bucket_and_table(account: Account) -> None:
    checks = by_kind(account)
    for kind in ("deploy_role", "S3", "DynamoDB"):
        assert (checks[kind].verdict, checks[kind].value) == (
            Verdict.MISSING,
            "is not in the account",
        )


def test_a_role_is_looked_up_by_its_name(account: Account) -> None:
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    name = account.config.deploy_role.rpartition("/")[2]
    account.session.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    assert by_kind(account)["deploy_role"].verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("seconds", "verdict"), [(3_600, Verdict.MISSING), (SESSION_SECONDS, Verdict.GOOD)]
)
def test_the_role_that_deploys_gives_sessions_as_long_as_a_deploy(
    account: Account, seconds: int, verdict: Verdict
) -> None:
    trust = json.dumps({"Version": "2012-10-17", "Statement": []})
    name = account.config.deploy_role
    account.session.client("iam").create_role(
        RoleName=name, AssumeRolePolicyDocument=trust, MaxSessionDuration=seconds
    )
    check = by_kind(account)["sessions"]
    assert check.verdict is verdict
    assert ("--max-session-duration 18000" in check.remedy) == (verdict is Verdict.MISSING)


def test_roles_and_boundary_are_good_once_bootstrapped(account: Account) -> None:
    iam = account.config.iam
    bounded = iam.model_copy(update={"permissions_boundary": boundary_arn(account.config)})
    asking = replace(account, config=account.config.model_copy(update={"iam": bounded}))
    missing = by_kind(asking)["boundary"]
    assert (missing.verdict, missing.value) == (Verdict.MISSING, "is not in the account")
    assert "make bootstrap REPOSITORY=" in missing.remedy
    list(settled(list(pipelines(account.session.client("iam"), asking.config, "acme/platform"))))
    checks = by_kind(asking)
    assert {checks[kind].verdict for kind in ("boundary", "deploy_role")} == {Verdict.GOOD}


def test_state_lock_and_the_boundary_of_applications_are_good_once_bootstrapped(
    account: Account,
) -> None:
    list(bootstrap(account.config))
    checks = by_kind(account)
    assert {checks[kind].verdict for kind in ("S3", "DynamoDB", "IAM")} == {Verdict.GOOD}


def test_a_service_that_the_boundary_of_applications_does_not_allow_yet_is_told(
    account: Account,
) -> None:
    list(bootstrap(account.config))
    services = {"aws_services": (*account.config.applications.aws_services, "xray")}
    applications = account.config.applications.model_copy(update=services)
    config = account.config.model_copy(update={"applications": applications})
    check = by_kind(replace(account, config=config))["IAM"]
    assert (check.verdict, check.value) == (Verdict.MISSING, "lacks its statements")
    assert "make bootstrap" in check.remedy


def test_a_bucket_that_bootstrap_would_put_right_is_missing_something(account: Account) -> None:
    list(bootstrap(account.config))
    account.session.client("s3").put_bucket_versioning(
        Bucket=account.config.state.bucket, VersioningConfiguration={"Status": "Suspended"}
    )
    check = by_kind(account)["S3"]
    assert check.verdict is Verdict.MISSING
    assert check.value.startswith("lacks")
    assert "make bootstrap" in check.remedy


def test_a_zone_that_is_still_to_be_made_is_not_known(account: Account) -> None:
    assert by_kind(account)["domain"].verdict is Verdict.UNKNOWN


def test_a_domain_is_delegated_to_the_zones_name_servers(account: Account, served: Served) -> None:
    servers = make_zone(account)
    served([f"{server.upper()}." for server in servers])
    assert by_kind(account)["domain"].verdict is Verdict.GOOD
    served(["ns1.example.net."])
    assert by_kind(account)["domain"].verdict is Verdict.MISSING


def test_a_domain_that_nobody_knows_is_not_delegated(account: Account, served: Served) -> None:
    make_zone(account)
    served(dns.resolver.NXDOMAIN())  # type: ignore[no-untyped-call]
    check = by_kind(account)["domain"]
    assert (check.verdict, check.value) == (Verdict.MISSING, "none")


def test_of_a_domain_nothing_is_known_while_dns_does_not_answer(
    account: Account, served: Served
) -> None:
    make_zone(account)
    served(dns.exception.Timeout())  # type: ignore[no-untyped-call]
    assert by_kind(account)["domain"].verdict is Verdict.UNKNOWN


def test_a_zone_by_id_has_to_be_the_domains_own(account: Account) -> None:
    config = account.config
    dns_config = config.dns.model_copy(update={"hosted_zone_id": "Z0123456789ABC"})
    other = Account(account.session, config.model_copy(update={"dns": dns_config}))
    assert by_kind(other)["domain"].verdict is Verdict.MISSING
