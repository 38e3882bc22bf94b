"""The boundary of the applications' roles, which an account has before any of these is made."""

from config.applications.boundary import applications_boundary_arn
from config.model import EnvironmentConfig
from ops.bootstrap.managed_policy import ManagedPolicy
from ops.bootstrap.policies import applications_boundary
from ops.bootstrap.resource import IamClient


def boundary_of_applications(iam: IamClient, config: EnvironmentConfig) -> ManagedPolicy:
    """Return the policy that bounds all of them.

    Args:
        iam: The account.
        config: The environment.
    """
    arn = applications_boundary_arn(config.location, config.qualified_name)
    return ManagedPolicy(iam, arn, applications_boundary(config), config.qualified_name)
