"""The images that the pods of a release run."""

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from ops.command import Failure
from terraform_json.types import Json
from terraform_json.values import as_written, merged_values, release_values

HELM: Final = Path(".tools/bin/helm")


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
    values = release_values(release, as_written)
    if (folder / release["chart"]).exists():
        yield from _rendered_images(_render(folder, release, values))
        return
    yield from _named_images(merged_values(values))


def _render(folder: Path, release: Json, values: Sequence[str]) -> list[Any]:
    """Return the manifests of a release. References of Terraform stand in them as they are."""
    if not HELM.is_file():
        raise Failure(f"{HELM} is missing: `make setup` builds it.")
    with tempfile.TemporaryDirectory() as directory:
        files = [Path(directory) / f"{index}.yaml" for index, _ in enumerate(values)]
        for file, text in zip(files, values, strict=True):
            file.write_text(text, encoding="utf-8")
        command = [HELM, "template", release["name"], folder / release["chart"]]
        command += ["--namespace", release["namespace"], "--skip-schema-validation"]
        command += [f"--values={file}" for file in files]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        )
    if done.returncode:
        raise Failure(f"helm cannot render {release['chart']}: {done.stderr.strip()}")
    return list(yaml.safe_load_all(done.stdout))


def _rendered_images(manifest: object) -> Iterator[str]:
    """Yield what stands as `image` anywhere: in pods, and in resources from which pods are made."""
    if isinstance(manifest, Mapping):
        image = manifest.get("image")
        if isinstance(image, str) and image:
            yield image
        for value in manifest.values():
            yield from _rendered_images(value)
    elif isinstance(manifest, list):
        for value in manifest:
            yield from _rendered_images(value)


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
