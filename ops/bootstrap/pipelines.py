"""The resources that pipelines need in an account: an identity, and roles to take by it."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.model import EnvironmentConfig
from ops.bootstrap.identity import IdentityProvider
from ops.bootstrap.managed_policy import ManagedPolicy
from ops.bootstrap.policies import boundary, boundary_arn, deploy_policies, plan_policies
from ops.bootstrap.resource import NO_SUCH_ENTITY, IamClient, Resource, or_none
from ops.bootstrap.role import PipelineRole
from ops.bootstrap.trust import AUDIENCE, ISSUER, SESSIONS, Role, trust_policy
from ops.command import Refusal

Documents = Mapping[str, dict[str, Any]]


def pipelines(
    iam: IamClient,
    config: EnvironmentConfig,
    repository: str,
) -> Iterator[Resource]:
    """Yield what the pipelines need, in the order in which it is made.

    Args:
        iam: The account.
        config: The environment.
        repository: The repository on GitHub, `<owner>/<name>`.

    Raises:
        Refusal: The repository is not named so, or no boundary is, or none that is there.
    """
    _refuse_without_boundary(config)
    _refuse_unless_there(iam, config)
    yield IdentityProvider(iam, config)
    for arn, document in _policies(config).items():
        yield ManagedPolicy(iam, arn, document, config.qualified_name)
    for role, (name, rights) in _roles(config).items():
        arns = [_arn(config, each) for each in rights]
        trust = trust_policy(config, repository, role)
        yield PipelineRole(iam, name, trust, arns, SESSIONS[role], config.qualified_name)


def printed(config: EnvironmentConfig, repository: str) -> dict[str, Any]:
    """Return the same as JSON, for those who make it by other means.

    Raises:
        Refusal: The repository is not named so, or no boundary is named.
    """
    _refuse_without_boundary(config)
    return {
        "oidc_provider": {"url": f"https://{ISSUER}", "client_ids": [AUDIENCE]},
        "policies": dict(_policies(config)),
        "roles": {
            name: {
                "trust": trust_policy(config, repository, role),
                "policies": [_arn(config, each) for each in rights],
                "max_session_duration": SESSIONS[role],
            }
            for role, (name, rights) in _roles(config).items()
        },
    }


def _roles(config: EnvironmentConfig) -> dict[Role, tuple[str, Documents]]:
    """Return the name and the policies of each role that the environment's file names."""
    found: dict[Role, tuple[str, Documents]] = {}
    if config.plan_role:
        found[Role.PLAN] = config.plan_role, plan_policies(config)
    return {**found, Role.DEPLOY: (config.deploy_role, deploy_policies(config))}


def _policies(config: EnvironmentConfig) -> Documents:
    """Return the policies by ARN; a boundary of the owner's is the owner's business."""
    own = config.iam.permissions_boundary == boundary_arn(config)
    found = {boundary_arn(config): boundary(config)} if own else {}
    rights = {name: each for _, named in _roles(config).values() for name, each in named.items()}
    return found | {_arn(config, name): each for name, each in rights.items()}


def _arn(config: EnvironmentConfig, name: str) -> str:
    return boundary_arn(config).removesuffix("boundary") + name


def _refuse_without_boundary(config: EnvironmentConfig) -> None:
    if config.iam.permissions_boundary is None:
        raise Refusal(
            f"iam.permissions_boundary is not set in config/environments/{config.name}.yaml. The"
            " role that deploys makes other roles, and none without a boundary, so that it never"
            " gives more than it has. Write the ARN of a policy of yours, or that of the one which"
            f" bootstrap then makes:\niam:\n  permissions_boundary: {boundary_arn(config)}"
        )


def _refuse_unless_there(iam: IamClient, config: EnvironmentConfig) -> None:
    """Refuse a boundary of the owner's that is not there: AWS would make no role under it."""
    arn = config.iam.permissions_boundary
    if arn == boundary_arn(config):
        return
    if or_none(NO_SUCH_ENTITY, lambda: iam.get_policy(PolicyArn=arn)) is None:
        raise Refusal(
            f"The boundary {arn} (iam.permissions_boundary) is not in the account. Make it, or name"
            f" the one which bootstrap makes: {boundary_arn(config)}"
        )
