"""Versions that move."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from delivery.review.releases import Release
from delivery.review.resources import RELEASE
from delivery.review.synthesis import Pair
from ops.sbom.images import images_in
from terraform_json.stack import resources
from terraform_json.types import Json

_VERSIONS: Final = {
    "aws_eks_addon": ("addon_name", "addon_version"),
    "aws_eks_cluster": ("name", "version"),
    "aws_eks_node_group": ("node_group_name", "release_version"),
    "aws_rds_cluster": ("cluster_identifier", "engine_version"),
    RELEASE: ("name", "version"),
}
"""Of each type, the attributes with a name and with a version."""
_SAID: Final = {
    "aws_eks_addon": "EKS addon",
    "aws_eks_cluster": "Kubernetes of",
    "aws_eks_node_group": "nodes of",
    "aws_rds_cluster": "Aurora of",
    RELEASE: "chart of",
}


@dataclass(frozen=True, kw_only=True, order=True)
class Version:
    """A version that moves.

    Attributes:
        name: Of what.
        before: The version before the change.
        after: The one after it.
    """

    name: str
    before: str
    after: str


def moved_versions(pair: Pair, releases: Iterable[Release]) -> Iterator[Version]:
    """Yield the versions of a stack that move.

    Args:
        pair: The stack.
        releases: Its releases that change.
    """
    old, new = _versions(pair.base.data), _versions(pair.head.data)
    for release in releases:
        old |= _images(release, release.before)
        new |= _images(release, release.after)
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            yield Version(name=name, before=old[name], after=new[name])


def _versions(stack: Json) -> dict[str, str]:
    providers = stack.get("terraform", {}).get("required_providers", {})
    found = {f"provider {name}": str(each["version"]) for name, each in providers.items()}
    for address, block in resources(stack).items():
        kind = address.partition(".")[0]
        if kind in _VERSIONS:
            name, version = (block.get(key) for key in _VERSIONS[kind])
            found[f"{_SAID[kind]} {name}"] = str(version)
    return found


def _images(release: Release, manifests: Iterable[Any]) -> dict[str, str]:
    """Return the tags or digests of a release's images, by their repositories."""
    found = {}
    for image in sorted(set(images_in(list(manifests)))):
        repository, _, tag = _split(image)
        found[f"image {repository} of {release.name}"] = tag or "(none)"
    return found


def _split(image: str) -> tuple[str, str, str]:
    """Return the repository of an image and its tag, with the digest if it has one."""
    name, at, digest = image.partition("@")
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:  # the colon of a registry's port
        repository, tag = name, ""
    return repository, colon, f"{tag}{at}{digest}"
