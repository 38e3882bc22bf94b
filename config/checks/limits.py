"""Checks of how much applications may have, and of whom they may stand before or beside."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from config.applications.application import Application
from config.applications.containers import (
    Container,
    containers,
    init_containers,
    main_containers,
    sidecars,
)
from config.applications.rules.serving import serves
from config.errors import Mistake
from config.model import EnvironmentConfig
from config.quantities import portion, quantity
from config.sections.node_groups import INFRASTRUCTURE
from config.yaml.source import KeyPath

Values = Mapping[str, Any]
_COUNTED: Final = (
    ("requests", "cpu", "cpu"),
    ("limits", "memory", "memory"),
    ("limits", "ephemeral-storage", "ephemeral_storage"),
)
"""The figures of a container that the quota counts, and their names there."""
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
        yield from _ingresses(config, application)
        yield from _claims(config, application)
        yield from _images(config, application)


def most_pods(application: Application) -> int:
    """Return the pods that an application has at most: of an update in full scale, and of its test.

    Pods that are about to end count, too, until they have. An update then waits for them, and goes
    on: only what never fits is refused. A schedule counts once: with concurrencyPolicy Allow, what
    the quota leaves out waits.
    """
    values = application.source.effective
    return _replicas_and_test(values) + len(values["schedules"])


def _replicas_and_test(values: Values) -> int:
    if not values["deployment"]["enabled"]:
        return 0
    replicas: int = values["autoscaling"]["maxReplicas"]
    return replicas + portion(values["rollout"]["maxSurge"], replicas, up=True) + serves(values)


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
    for container in containers(application.source.effective):
        for name, key in (("memory", "memory"), ("ephemeral-storage", "ephemeral_storage")):
            most = getattr(largest, key)
            if quantity(container.resources["limits"][name]) > quantity(most):
                yield application.source.mistake(
                    (*container.path, "resources", "limits", name),
                    "is more than one container may have",
                    allowed=f"up to {most}, as applications.largest_container.{key} says",
                    remedy=f"lower it, or {_OWNER}",
                )


def _quota(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    """The quota of the namespace lets the application reach the maximum that it asks for."""
    values, quota = application.source.effective, config.applications.quota
    if values["autoscaling"]["maxReplicas"] > config.applications.max_replicas:
        return
    pods = most_pods(application)
    counted: dict[str, tuple[KeyPath, Decimal, str]] = {
        "pods": (("autoscaling", "maxReplicas"), Decimal(pods), str(quota.pods)),
    }
    for kind, name, key in _COUNTED:
        amounts = (count * _of_pod(values, each, kind, name) for each, count in _pods(values))
        needed = sum(amounts, start=Decimal(0))
        counted[key] = (("resources", kind, name), needed, getattr(quota, key))
    for key, (path, needed, most) in counted.items():
        if needed > quantity(most):
            yield application.source.mistake(
                path,
                f"for {pods} pods (autoscaling.maxReplicas, what an update adds, schedules, and the"
                f" test) needs more {key.replace('_', ' ')} than the namespace's quota",
                allowed=f"{most} for all of them, as applications.quota.{key} says",
                remedy=f"lower it or autoscaling.maxReplicas, or {_OWNER}",
            )


def _pods(values: Values) -> Iterator[tuple[Container, int]]:
    """Yield the main container of each kind of pod, with how many there are of it."""
    for container in main_containers(values):
        yield container, 1 if container.path else _replicas_and_test(values)


def _of_pod(values: Values, main: Container, kind: str, name: str) -> Decimal:
    """Return what a pod asks for: its containers at a time, or an init container's more.

    https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
    """
    beside = sum((_amount(each, kind, name) for each in sidecars(values)), start=Decimal(0))
    first = max((_amount(each, kind, name) for each in init_containers(values)), default=Decimal(0))
    return beside + max(_amount(main, kind, name), first)


def _amount(container: Container, kind: str, name: str) -> Decimal:
    return quantity(container.resources[kind][name])


def _ingresses(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    number = len(application.source.effective["ingresses"])
    most = config.applications.quota.ingresses
    if number > most:
        yield application.source.mistake(
            ("ingresses",),
            f"has {number} entries, each of which is one Ingress",
            allowed=f"up to {most}, as applications.quota.ingresses says",
            remedy=f"take some off, or {_OWNER}",
        )


def _claims(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    for name, volume in application.source.effective["volumes"].items():
        if "persistentVolumeClaim" in volume and not config.applications.quota.volume_claims:
            yield application.source.mistake(
                ("volumes", name, "persistentVolumeClaim"),
                "names a claim, of which the namespace may have none",
                allowed="volumes of other kinds, as applications.quota.volume_claims is 0",
                remedy="take another kind, or have the platform's owner make the claim and raise"
                " volume_claims in the environment's file",
            )


def _images(config: EnvironmentConfig, application: Application) -> Iterator[Mistake]:
    registries = config.applications.image_registries
    values = application.source.effective
    images: dict[KeyPath, str] = {
        ("image", "repository"): values["image"]["repository"],
        ("test", "image"): values["test"]["image"],
        **{(*c.path, "image"): c.image for c in containers(values) if c.image},
    }
    for path, image in images.items():
        if not config.applications.takes_image(image):
            yield application.source.mistake(
                path,
                "is not of a registry that images may come from",
                allowed=f"names that begin with {', '.join(registries)} and a slash",
                remedy="keep the image there, or have the platform's owner add its registry to"
                " applications.image_registries in the environment's file",
            )
