"""The containers of an application's pods: its own, those of its schedules, and companions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from config.yaml.source import KeyPath


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container as an application's values describe it.

    Attributes:
        path: Where its values stand: nothing for the application's own, which are at the top.
        image: Its image; None for the application's.
        own: What its values say of it.
        resources: Its requests and limits, of which those that it does not say are the
            application's.
    """

    path: KeyPath
    image: str | None
    own: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, str]]


def main_containers(values: Mapping[str, Any]) -> Iterator[Container]:
    """Yield the container `app` of each kind of pod: the Deployment's, then each schedule's."""
    if values["deployment"]["enabled"]:
        yield Container(path=(), image=None, own=values, resources=values["resources"])
    for name, schedule in values["schedules"].items():
        yield _container(values, ("schedules", name), schedule)


def sidecars(values: Mapping[str, Any]) -> Iterator[Container]:
    """Yield the containers that run beside `app` in every pod."""
    for name, sidecar in values["sidecars"].items():
        yield _container(values, ("sidecars", name), sidecar)


def init_containers(values: Mapping[str, Any]) -> Iterator[Container]:
    """Yield the containers that end before `app` starts, in every pod."""
    for index, container in enumerate(values["initContainers"]):
        yield _container(values, ("initContainers", index), container)


def containers(values: Mapping[str, Any]) -> Iterator[Container]:
    """Yield all containers of an application."""
    yield from main_containers(values)
    yield from sidecars(values)
    yield from init_containers(values)


def _container(values: Mapping[str, Any], path: KeyPath, own: Mapping[str, Any]) -> Container:
    given = own.get("resources", {})
    resources = {
        kind: amounts | given.get(kind, {}) for kind, amounts in values["resources"].items()
    }
    return Container(path=path, image=own.get("image"), own=own, resources=resources)
