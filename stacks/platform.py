"""The whole platform: every stack of an environment, in the order of their dependencies."""

from collections.abc import Sequence

from cdktf import TerraformStack

from config.applications.application import Application
from config.model import EnvironmentConfig
from constructs import Construct
from stacks.databases import DatabasesStack
from stacks.k8s import ClusterStack
from stacks.networking import NetworkingStack


def build_platform(
    app: Construct, config: EnvironmentConfig, applications: Sequence[Application]
) -> tuple[TerraformStack, ...]:
    """Add the stacks of an environment to an app and return them."""
    networking = NetworkingStack(app, config=config)
    databases = DatabasesStack(
        app,
        config=config,
        networking=networking,
        applications=[each.database for each in applications if each.database],
    )
    cluster = ClusterStack(
        app,
        config=config,
        networking=networking,
        databases=databases,
        applications=applications,
    )
    return networking, databases, cluster
