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


_NONE: Final = "(none)"
_DIGEST_SHOWN: Final = len("sha256:") + 12


@dataclass(frozen=True, kw_only=True, order=True)
class Version:
    """A version that moves.

    Attributes:
        what: What it is of, such as `Kubernetes of`.
        name: The name of that.
        before: The version before the change.
        after: The one after it.
        note: What else there is to say; often empty.
    """

    what: str
    name: str
    before: str
    after: str
    note: str = ""


_Named = tuple[str, str]
"""The kind of thing that has a version, and its name."""


def moved_versions(pair: Pair, releases: Iterable[Release]) -> Iterator[Version]:
    """Yield the versions of a stack that move.

    Args:
        pair: The stack.
        releases: Its releases that change.
    """
    old, new = _versions(pair.base.data), _versions(pair.head.data)
    for what, name in sorted(old.keys() & new.keys()):
        before, after = old[what, name], new[what, name]
        if before != after:
            yield Version(what=what, name=name, before=before, after=after)
    for release in releases:
        yield from _moved_images(release)


def _versions(stack: Json) -> dict[_Named, str]:
    providers = stack.get("terraform", {}).get("required_providers", {})
    found = {("provider", name): str(each["version"]) for name, each in providers.items()}
    for address, block in resources(stack).items():
        kind = address.partition(".")[0]
        if kind in _VERSIONS:
            name, version = (block.get(key) for key in _VERSIONS[kind])
            found[_SAID[kind], str(name)] = str(version)
    return found


def _moved_images(release: Release) -> Iterator[Version]:
    """Yield the images of a release that come, go or move, by their repositories."""
    old, new = _images(release.before), _images(release.after)
    for repository in sorted(old.keys() | new.keys()):
        was, is_ = old.get(repository, []), new.get(repository, [])
        if was != is_:
            before, after, note = _said(was, is_)
            name = f"{repository} of {release.name}"
            yield Version(what="image", name=name, before=before, after=after, note=note)


def _images(manifests: Iterable[Any]) -> dict[str, list[str]]:
    """Return the tags or digests of images, by their repositories."""
    found: dict[str, list[str]] = {}
    for image in sorted(set(images_in(list(manifests)))):
        repository, _, tag = _split(image)
        found.setdefault(repository, []).append(tag)
    return found


def _said(was: list[str], is_: list[str]) -> tuple[str, str, str]:
    """Return both sides in short, with a note where the digest, which decides, is the same."""
    digests = [{each.partition("@")[2] for each in side} for side in (was, is_)]
    if digests[0] == digests[1] and "" not in digests[0]:
        before, after = (", ".join(each.partition("@")[0] for each in side) for side in (was, is_))
        return before or _NONE, after or _NONE, "the same digest, so the same image runs"
    before, after = (", ".join(map(_short, side)) for side in (was, is_))
    return before or _NONE, after or _NONE, ""


def _short(tag: str) -> str:
    name, at, digest = tag.partition("@")
    return f"{name}{at}{digest[:_DIGEST_SHOWN]}"


def _split(image: str) -> tuple[str, str, str]:
    """Return the repository of an image and its tag, with the digest if it has one."""
    name, at, digest = image.partition("@")
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:  # the colon of a registry's port
        repository, tag = name, ""
    return repository, colon, f"{tag}{at}{digest}"
