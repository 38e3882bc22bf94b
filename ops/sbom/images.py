"""The images that the pods of a release run."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from ops.rendering import rendered
from terraform_json.types import Json
from terraform_json.values import as_written, merged_values, release_values


def images_of(folder: Path, release: Json) -> Iterator[str]:
    """Yield the images of a release; the same one may come more than once.

    A chart that is in the stack's folder is rendered. One that Helm fetches when it deploys is not
    there: of its images only those come that values name.

    Args:
        folder: The folder of the stack.
        release: Its `helm_release`.

    Raises:
        Failure: helm is missing, or the chart cannot be rendered.
    """
    if (folder / release["chart"]).exists():
        yield from images_in(rendered(folder, release))
        return
    yield from _named_images(merged_values(release_values(release, as_written)))


def images_in(manifest: object) -> Iterator[str]:
    """Yield what stands as `image` anywhere: in pods, and in resources from which pods are made."""
    if isinstance(manifest, Mapping):
        image = manifest.get("image")
        if isinstance(image, str) and image:
            yield image
        for value in manifest.values():
            yield from images_in(value)
    elif isinstance(manifest, list):
        for value in manifest:
            yield from images_in(value)


def _named_images(values: object) -> Iterator[str]:
    """Yield the images that values name in full, in the form in which charts ask for them."""
    if not isinstance(values, Mapping):
        return
    image = values.get("image")
    if isinstance(image, Mapping) and image.get("repository"):
        registry, tag, digest = (image.get(key) for key in ("registry", "tag", "digest"))
        yield "".join(
            [
                f"{registry}/" if registry else "",
                str(image["repository"]),
                f":{tag}" if tag else "",
                f"@{digest}" if digest else "",
            ]
        )
    for value in values.values():
        yield from _named_images(value)
