"""Checks of how much applications may have, and of whom they may stand before or beside."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from config.applications.application import Application
from config.applications.rules.resources import quantity
from config.applications.rules.scaling import pods_of
from config.errors import Mistake
from config.model import EnvironmentConfig
from config.sections.node_groups import INFRASTRUCTURE
from config.yaml.source import KeyPath

_OWNER = "have the platform's owner raise it in the environment's file"


def limit_mistakes(
    config: EnvironmentConfig, applications: Sequence[Application]
) -> Iterator[Mistake]:
    """Yield a mistake for each value by which an application would have more than it may."""
    for application in applications:
        yield from _node_group(config, application)
        yield from _priority(config, application)
        yield from _replicas(config, application)
        yield from _container(config, application)
        yield from _quota(config, application)
        yield from _images(config, application)


def most_pods(application: Application) -> int:
    """Return the pods that an application has at most: of an update in full scale, and of its test.

    Pods that are about to end count, too, until they have. An update then waits for them, and goes
    on: only what never fits is refused.
    """
    values = application.source.effective
    replicas: int = values["autoscaling"]["maxReplicas"]
    return replicas + pods_of(values["rollout"]["maxSurge"], replicas) + 1


def _node_group(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    groups = config.cluster.application_node_groups
    name = application.source.effective["nodeGroup"]
    if name not in groups:
        going = name in config.cluster.node_groups and name != INFRASTRUCTURE
        yield application.source.mistake(
            ("nodeGroup",),
            "is a group of nodes that is draining"
            if going
            else "is no group of nodes of this environment, or not for applications",
            allowed=", ".join(groups),
            remedy="choose one of these, or have the platform's owner add a group to"
            " cluster.node_groups in the environment's file",
        )


def _priority(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    allowed = config.applications.priority_classes
    name = application.source.effective["priorityClassName"]
    if name and name not in allowed:
        yield application.source.mistake(
            ("priorityClassName",),
            "would let the application take the place of others",
            allowed=", ".join(allowed) or "no class",
            remedy="remove the key, or have the platform's owner add the class to"
            " applications.priority_classes in the environment's file",
        )


def _replicas(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    most = config.applications.max_replicas
    for key in ("minReplicas", "maxReplicas"):
        if application.source.effective["autoscaling"][key] > most:
            yield application.source.mistake(
                ("autoscaling", key),
                "is more than an application may have",
                allowed=f"up to {most}, as applications.max_replicas says",
                remedy=f"lower it, or {_OWNER}",
            )


def _container(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    largest = config.applications.largest_container
    limits = application.source.effective["resources"]["limits"]
    for name, key in (("memory", "memory"), ("ephemeral-storage", "ephemeral_storage")):
        most = getattr(largest, key)
        if quantity(limits[name]) > quantity(most):
            yield application.source.mistake(
                ("resources", "limits", name),
                "is more than one container may have",
                allowed=f"up to {most}, as applications.largest_container.{key} says",
                remedy=f"lower it, or {_OWNER}",
            )


def _quota(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    """The quota of the namespace lets the application reach the maximum that it asks for."""
    if (
        application.source.effective["autoscaling"]["maxReplicas"]
        > config.applications.max_replicas
    ):
        return
    quota, pods = config.applications.quota, most_pods(application)
    resources = application.source.effective["resources"]
    needs: dict[str, tuple[KeyPath, Decimal, str]] = {
        "pods": (("autoscaling", "maxReplicas"), Decimal(1), str(quota.pods)),
        "cpu": (
            ("resources", "requests", "cpu"),
            quantity(resources["requests"]["cpu"]),
            quota.cpu,
        ),
        "memory": (
            ("resources", "limits", "memory"),
            quantity(resources["limits"]["memory"]),
            quota.memory,
        ),
        "ephemeral_storage": (
            ("resources", "limits", "ephemeral-storage"),
            quantity(resources["limits"]["ephemeral-storage"]),
            quota.ephemeral_storage,
        ),
    }
    for name, (path, each, most) in needs.items():
        if pods * each > quantity(most):
            yield application.source.mistake(
                path,
                f"for {pods} pods (autoscaling.maxReplicas, what an update adds, and the test)"
                f" needs more {name.replace('_', ' ')} than the namespace's quota",
                allowed=f"{most} for all of them, as applications.quota.{name} says",
                remedy=f"lower it or autoscaling.maxReplicas, or {_OWNER}",
            )


def _images(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    registries = config.applications.image_registries
    values = application.source.effective
    images: dict[KeyPath, str] = {
        ("image", "repository"): values["image"]["repository"],
        ("test", "image"): values["test"]["image"],
    }
    for path, image in images.items():
        if registries and not image.startswith(tuple(f"{each}/" for each in registries)):
            yield application.source.mistake(
                path,
                "is not of a registry that images may come from",
                allowed=f"names that begin with {', '.join(registries)} and a slash",
                remedy="keep the image there, or have the platform's owner add its registry to"
                " applications.image_registries in the environment's file",
            )
