"""Where volumes are mounted."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final

from config.applications.chart_values import ChartValues
from config.applications.rules.companions import companions
from config.errors import Mistake
from config.yaml.source import KeyPath

TMP: Final = "/tmp"  # noqa: S108 - in a pod
SHARED_MEMORY: Final = "/dev/shm"  # noqa: S108 - in a pod
SYSTEM: Final = (
    "/dev",
    "/proc",
    "/sys",
    "/etc/hostname",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/run/secrets/eks.amazonaws.com",
    "/run/secrets/kubernetes.io",
    "/run/secrets/pods.eks.amazonaws.com",
    "/var/run/secrets/eks.amazonaws.com",
    "/var/run/secrets/kubernetes.io",
    "/var/run/secrets/pods.eks.amazonaws.com",
    "/etc/database",
)
"""The mounts of the container runtime, the kubelet, EKS and the platform: kernel interfaces, names,
tokens, and the authorities of the database."""


@dataclass(frozen=True)
class _Mount:
    key: KeyPath
    path: str
    read_only: bool


def mount_paths(values: ChartValues) -> Iterator[Mistake]:
    """Refuse volumes that meet each other, /tmp, or what the node mounts."""
    yield from _mistakes(values, list(_mounts(values)))


def companion_paths(values: ChartValues) -> Iterator[Mistake]:
    """Refuse the same of what a companion of another image mounts."""
    for container in companions(values):
        mounts = [
            _Mount(
                (*container.path, "mounts", name),
                _plain(path),
                read_only="emptyDir" not in values.effective["volumes"].get(name, ()),
            )
            for name, path in container.own.get("mounts", {}).items()
        ]
        yield from _mistakes(values, mounts)


def _mistakes(values: ChartValues, mounts: Sequence[_Mount]) -> Iterator[Mistake]:
    taken = {TMP}
    closed = {mount.path for mount in mounts if mount.read_only}
    for mount in mounts:
        if mount.path in taken:
            yield values.mistake(
                mount.key,
                "is the path of two volumes",
                allowed="every path once, and /tmp is taken",
                remedy="mount one of them elsewhere",
            )
        elif reason := _reason(mount, closed):
            yield values.mistake(
                mount.key,
                reason,
                allowed="a path of the application's own, which no read-only volume holds",
                remedy="mount it elsewhere",
            )
        taken.add(mount.path)


def _reason(mount: _Mount, closed: Collection[str]) -> str | None:
    """Return why the node cannot mount there, if so."""
    if mount.path != SHARED_MEMORY:
        for path in SYSTEM:
            if _within(mount.path, path):
                return f"lies at or below {path}, which the node mounts itself"
            if mount.read_only and _within(path, mount.path):
                return f"is read-only, and the node mounts {path} into it"
    above = next(
        (str(path) for path in PurePosixPath(mount.path).parents if str(path) in closed), None
    )
    return f"lies in {above}, a volume that is read-only" if above else None


def _mounts(values: ChartValues) -> Iterator[_Mount]:
    config = values.effective["config"]
    if config["files"]:
        yield _Mount(("config", "mountPath"), _plain(config["mountPath"]), read_only=True)
    for name, volume in values.effective["volumes"].items():
        key = ("volumes", name, "mountPath")
        yield _Mount(key, _plain(volume["mountPath"]), read_only="emptyDir" not in volume)


def _plain(path: str) -> str:
    return "/" + normpath(path).lstrip("/")


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
