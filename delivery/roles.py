"""The roles of the pipelines as GitHub's variables name them, held to the environment's file."""

from typing import Final

from config.model import EnvironmentConfig
from ops.bootstrap.trust import Role, github_environment
from ops.command import Refusal

VARIABLES: Final = {Role.PLAN: "AWS_PLAN_ROLE", Role.DEPLOY: "AWS_DEPLOY_ROLE"}
"""The variable that names each role in its GitHub environment."""


def role_name(config: EnvironmentConfig, role: Role) -> str | None:
    """Return the name that an environment's file gives a role, if it has one."""
    return config.plan_role if role is Role.PLAN else config.deploy_role


def refuse_another_role(config: EnvironmentConfig, role: Role, arn: str) -> None:
    """Refuse a role that is not the one of the environment's file.

    The state's bucket and the cluster let in the role of the file; another one would fail there
    half-way. The variable may give the role's path, too, which the file leaves out: an account has
    one role of a name.

    Args:
        config: The environment.
        role: Which of its roles.
        arn: The value of GitHub's variable; empty where it is not set.

    Raises:
        Refusal: It names another role, or none.
    """
    name = role_name(config, role)
    wanted = config.location.role_arn(name) if name else None
    account, _, named = arn.partition(":role/")
    if wanted and f"{account}:role/{named.rpartition('/')[2]}" == wanted:
        return
    field, environment = f"{role}_role", github_environment(config, role)
    raise Refusal(
        f"The role of the file and the role of the variable are not the same:\n"
        f"  {field} in config/environments/{config.name}.yaml: {wanted or 'not set'}\n"
        f"  {VARIABLES[role]} of the GitHub environment {environment}: {arn or 'not set'}\n"
        "Correct the one that is wrong; `python -m delivery setup-github` sets the variable."
    )
