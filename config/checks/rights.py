"""Checks of what applications ask for in AWS, and of what their owner lets them have."""

from collections.abc import Collection, Iterator, Sequence

from config.applications.application import Application
from config.applications.arns import Arn, misplaced, names_in
from config.applications.boundary import MOST_CHARACTERS, boundary_size
from config.applications.policy import oversized_policies
from config.applications.resource_names import (
    begins_with,
    literal_head,
    may_begin_with,
    own_names,
)
from config.applications.rights import Asker, right_mistakes
from config.environment import available_environments
from config.errors import Mistake
from config.model import EnvironmentConfig
from config.reading import at
from config.yaml.source import KeyPath, YamlDocument

_SERVICES = ("applications", "aws_services")
_RESOURCES = ("applications", "shared_resources")
_SECRETS = ("applications", "shared_secrets")


def rights_mistakes(
    config: EnvironmentConfig,
    applications: Sequence[Application],
    document: YamlDocument,
    folders: Collection[str],
) -> Iterator[Mistake]:
    """Yield the mistakes in what is asked for, and in what may be had.

    Args:
        config: The environment.
        applications: The applications that are deployed to it.
        document: The environment's file.
        folders: The names of all applications, whose resources may stay when they are off.
    """
    names = {*folders, *(application.name for application in applications)}
    yield from _shared_resources(document, config)
    yield from _shared_secrets(document, config)
    yield from _oversized_boundary(document, config)
    beginnings = _beginnings(config, names)
    for application in applications:
        oversized = [*oversized_policies(application, config.location)]
        yield from oversized
        asker = Asker(
            application=application,
            config=config,
            shared=at(document, (*_RESOURCES, application.name)) or (),
            taken=_taken(config, application.name, beginnings),
            judges_fit=not oversized,
        )
        yield from right_mistakes(asker)
        yield from _foreign_secrets(application, document, config)


def _beginnings(config: EnvironmentConfig, names: Collection[str]) -> list[tuple[str, str]]:
    """Return the beginnings of names that are somebody's, sorted, each with whose they are."""
    applications = [
        (beginning, _whose(environment, name))
        for environment in {*available_environments(), config.name}
        for name in names
        for beginning in own_names(environment, name)
    ]
    kept = (config.state.bucket, "Terraform's state"), (config.state.lock_table, "Terraform's lock")
    return sorted([*applications, *kept])


def _whose(environment: str, name: str) -> str:
    return f"the application {name} in {environment}"


def _taken(
    config: EnvironmentConfig, name: str, beginnings: Sequence[tuple[str, str]]
) -> dict[str, str]:
    """Return the beginnings of names that look like an application's own and are others'.

    In `prod`, names that begin with `prod-shop-` are those of the application `shop`, but
    `prod-shop-admin-` begins those of `shop-admin`, if there is such an application.
    """
    own, itself = own_names(config.name, name), _whose(config.name, name)
    similar = {
        beginning: whose
        for beginning, whose in beginnings
        if whose != itself and any(begins_with(beginning, prefix) for prefix in own)
    }
    return similar | {config.qualified_name: "the platform"}


def _shared_resources(document: YamlDocument, config: EnvironmentConfig) -> Iterator[Mistake]:
    """Shared resources are of the environment, have names, and are not Terraform's own."""
    kept = {"s3": config.state.bucket, "dynamodb": config.state.lock_table}
    for name, texts in (at(document, _RESOURCES) or {}).items():
        for index, text in enumerate(texts):
            path = (*_RESOURCES, name, index)
            yield from misplaced(document, path, text, config.location)
            named = [each for each in names_in(text) if literal_head(each)]
            if not named:
                yield document.mistake(
                    path,
                    "names no resource before its first wildcard, or is of no service of AWS",
                    allowed="ARNs in which a resource's name begins as it is written",
                    remedy="write how the name begins, such as `arn:aws:s3:::pictures-*`",
                )
            own = kept.get(Arn.parse(text).service)
            if own and any(may_begin_with(each, own) for each in named):
                yield document.mistake(
                    path,
                    f"matches {own}, where Terraform keeps what it knows of the environment",
                    allowed="ARNs that do not match it",
                    remedy="write more of the resource's name",
                )


def _shared_secrets(document: YamlDocument, config: EnvironmentConfig) -> Iterator[Mistake]:
    for name, secrets in config.applications.shared_secrets.items():
        for index, secret in enumerate(secrets):
            if not secret.startswith(f"{config.name}/"):
                yield document.mistake(
                    (*_SECRETS, name, index),
                    "is not a secret of this environment, so that external-secrets may not read it",
                    allowed=f"a name that begins with {config.name}/",
                    remedy="store it under such a name",
                )


def _oversized_boundary(document: YamlDocument, config: EnvironmentConfig) -> Iterator[Mistake]:
    size = boundary_size(config.applications.aws_services, config.location, config.state)
    if size > MOST_CHARACTERS:
        yield document.mistake(
            _SERVICES,
            f"makes a permissions boundary of {size} characters",
            allowed=f"services for which the boundary has up to {MOST_CHARACTERS} characters",
            remedy="name fewer services: those that applications use",
        )


def _foreign_secrets(
    application: Application, document: YamlDocument, config: EnvironmentConfig
) -> Iterator[Mistake]:
    """Every secret is the application's own, or shared with it by the owner."""
    _, own = own_names(config.name, application.name)
    shared = config.applications.shared_secrets.get(application.name, ())
    secrets = application.source.effective["externalSecret"]
    named: dict[KeyPath, str] = {
        ("data", key): each["secret"] for key, each in secrets["data"].items()
    }
    if secrets["pullSecret"]:
        named["pullSecret",] = secrets["pullSecret"]["secret"]
    for path, secret in named.items():
        if secret != own and not secret.startswith(f"{own}/") and secret not in shared:
            yield application.source.mistake(
                ("externalSecret", *path, "secret"),
                "is not a secret of this application",
                allowed=f"{own}, names that begin with {own}/, and what applications.shared_secrets"
                f" of {document.file} lists for {application.name}",
                remedy="store it under such a name, or have the platform's owner share it",
            )
