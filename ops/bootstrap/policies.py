"""The policies of the pipelines' roles, and the boundaries of the roles that the deploy role makes.

They stand in `policies/`, as IAM writes statements, with the names of the environment in braces;
the boundary of applications, which follows from what their owner allows, in `config/applications`.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from config.applications.boundary import (
    applications_boundary_arn,
    boundary_statements,
    state_denial,
)
from config.aws.policies import VERSION
from config.model import EnvironmentConfig

Document = dict[str, Any]
Statement = dict[str, Any]

_FOLDER: Final = Path(__file__).with_name("policies")


def boundary_arn(config: EnvironmentConfig) -> str:
    """Return the ARN of the boundary that bootstrap makes for the roles of the platform."""
    return config.location.policy_arn(f"{config.qualified_name}-boundary")


def boundary(config: EnvironmentConfig) -> Document:
    """Return the most that a role of the platform's may do; Terraform's states are not in it."""
    document = _document(config, "boundary")
    document["Statement"].append(state_denial(config.location, config.state))
    return document


def applications_boundary(config: EnvironmentConfig) -> Document:
    """Return the most that a role of an application may do."""
    services = config.applications.aws_services
    statements = boundary_statements(services, config.location, config.state)
    return {"Version": VERSION, "Statement": list(statements)}


def plan_policies(config: EnvironmentConfig) -> Mapping[str, Document]:
    """Return the policies of the role that plans, by name."""
    return {**_read(config), "review": _document(config, "write-reviewed")}


def deploy_policies(config: EnvironmentConfig) -> Mapping[str, Document]:
    """Return the policies of the role that deploys, by name: each of a size that IAM takes."""
    services = ["deploy-services"]
    services += [] if config.dns.hosted_zone_id else ["deploy-zone"]
    services += ["deploy-backup"] if config.database.backup.copy_to.vault_arn else []
    return {
        **_read(config),
        "deploy-network": _document(
            config, "deploy-network", "deploy-on-behalf", "write-states", "read-reviewed"
        ),
        "deploy-services": _document(config, *services),
        "deploy-identities": _document(config, "deploy-identities"),
    }


def _read(config: EnvironmentConfig) -> Mapping[str, Document]:
    return {"read": _document(config, "read", "read-states")}


def _document(config: EnvironmentConfig, *files: str) -> Document:
    """Return a policy of the statements in some files."""
    statements = [each for file in files for each in _statements(config, file)]
    return {"Version": VERSION, "Statement": statements}


def _statements(config: EnvironmentConfig, name: str) -> list[Statement]:
    names = _names(config)
    return [{"Effect": "Allow", **_filled(each, names)} for each in _written(name)]


@cache
def _written(name: str) -> list[Statement]:
    """Return the statements of a file as they are written."""
    written: list[Statement] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text("utf-8"))
    return written


def _names(config: EnvironmentConfig) -> Mapping[str, str]:
    """Return what stands for the braces."""
    location = config.location
    return {
        "account": config.account_id,
        "applications_boundary": applications_boundary_arn(location, config.qualified_name),
        "boundary": config.iam.permissions_boundary or boundary_arn(config),
        "bucket": config.state.bucket,
        "deploy_role": config.deploy_role,
        "dns_suffix": location.dns_suffix,
        "environment": config.name,
        "lock_table": config.state.lock_table,
        "name": config.qualified_name,
        "partition": config.partition,
        "plan_role": config.plan_role or config.deploy_role,
        "project": config.project,
        "region": config.region,
        "role_path": config.iam.role_path or "/",
        "zone": config.dns.hosted_zone_id or "*",
    }


def _filled(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - YAML
    if isinstance(value, dict):
        return {key: _filled(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, names) for each in value]
    return str(value).format_map(names)
