"""The bill, from the JSON of the stacks and what lies beside it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

import yaml

from config.addons.addon_file import digest_of
from config.addons.load import addon_pins
from config.provider_locks import LOCK_FILE, locked_providers
from config.state_keys import state_of
from ops.command import Refusal
from ops.sbom.images import images_of
from ops.synthesized import REMEDY, refused_unless_synthesized
from terraform_json.manifest import read_manifest
from terraform_json.stack import resources
from terraform_json.types import Json, TerraformJsonError

NO_DIGEST: Final = ("digest", "unknown")
OTHER_IMAGES: Final = ("images that values do not name", "unknown")

Property = tuple[str, str]

# What follows the last colon is a tag if it has no slash: https://github.com/distribution/reference
_IMAGE: Final = re.compile(r"([^@]+?)(?::([\w.-]+))?(?:@sha256:([0-9a-f]{64}))?")


@refused_unless_synthesized()
def bill_of_materials(output: Path) -> Json:
    """Return what the stacks in a folder deploy, as CycloneDX.

    Args:
        output: The folder that synthesis wrote.

    Raises:
        Refusal: It holds no stacks, or what is no stack of this project.
        Failure: helm is missing, or a chart cannot be rendered.
    """
    components: dict[str, Json] = {}
    environment = ""
    for synthesized in read_manifest(output).values():
        stack = synthesized.read()
        try:
            environment = _environment(stack)
            _add(components, _components(synthesized.folder, stack))
        except (KeyError, TypeError, AttributeError, yaml.YAMLError, ValueError) as error:
            raise Refusal(
                f"{synthesized.file} is no stack of this project ({error!r}). {REMEDY}"
            ) from error
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": environment}},
        "components": [components[reference] for reference in sorted(components)],
    }


def _environment(stack: Json) -> str:
    state = state_of(stack["terraform"]["backend"]["s3"]["key"])
    if state is None:
        raise TerraformJsonError("its state has a key of another form")
    return state.environment


def _add(components: dict[str, Json], found: Iterable[Json]) -> None:
    """Add components to those of other stacks; the properties of the same ones come together."""
    for one in found:
        known = components.setdefault(one["bom-ref"], one)
        known["properties"] += [p for p in one["properties"] if p not in known["properties"]]


def _components(folder: Path, stack: Json) -> Iterator[Json]:
    """Yield all that a stack deploys; what several releases share comes once for each."""
    for provider in stack["terraform"]["required_providers"].values():
        yield _provider(folder, provider["source"].rpartition("/")[2], provider["version"])
    for address, release in resources(stack).items():
        if not address.startswith("helm_release."):
            continue
        installed = ("release", f"{release['namespace']}/{release['name']}")
        yield _chart(folder, release, installed)
        for image in sorted(set(images_of(folder, release))):
            yield _image(image, installed)


def _provider(folder: Path, name: str, version: str) -> Json:
    lock = folder / LOCK_FILE
    block = locked_providers(lock).get(name, "") if lock.is_file() else ""
    # Hashes of the archives for each system: none of them is the provider's alone.
    properties = [("locked", each) for each in re.findall(r'"((?:h1|zh):[^"]+)"', block)]
    name = f"terraform-provider-{name}"
    purl = f"pkg:generic/{name}@{version}"
    return _component("application", name, version, properties or [NO_DIGEST], purl=purl)


def _chart(folder: Path, release: Json, installed: Property) -> Json:
    version = release["version"]
    path = folder / release["chart"]
    if path.is_dir():  # one of ours, in a folder that is named after its content
        about = yaml.safe_load((path / "Chart.yaml").read_text(encoding="utf-8"))
        properties = [("content", path.name), installed]
        return _component("application", about["name"], version, properties)
    pins = {(pin.chart, pin.version): pin for pin in addon_pins().values()}
    if path.is_file():
        name, properties = path.name.removesuffix(f"-{version}.tgz"), [installed]
        sha256: str | None = digest_of(path)
    else:
        name, properties = release["chart"], [OTHER_IMAGES, installed]
        sha256 = pins[name, version].digest if (name, version) in pins else None
        properties += [] if sha256 else [NO_DIGEST]
    if (name, version) in pins and (page := pins[name, version].source):
        properties.append(("source", page))
    source = (
        f"?repository_url={quote(release['repository'], safe='')}"
        if "repository" in release
        else ""
    )
    purl = f"pkg:helm/{name}@{version}{source}"
    return _component("application", name, version, properties, purl=purl, sha256=sha256)


def _image(image: str, installed: Property) -> Json:
    found = _IMAGE.fullmatch(image)
    repository, tag, sha256 = found.groups() if found else (image, None, None)
    version = f"sha256:{sha256}" if sha256 else tag
    purl = (
        f"pkg:oci/{repository.rpartition('/')[2]}"
        + (f"@{quote(version, safe='')}" if version else "")
        + f"?repository_url={quote(repository, safe='')}"
        + (f"&tag={tag}" if tag else "")
    )
    properties = [installed] if sha256 else [NO_DIGEST, installed]
    return _component("container", repository, version, properties, purl=purl, sha256=sha256)


def _component(  # noqa: PLR0913 - as many as a component has
    kind: str,
    name: str,
    version: str | None,
    properties: Sequence[Property],
    *,
    purl: str | None = None,
    sha256: str | None = None,
) -> Json:
    return {
        "type": kind,
        "bom-ref": purl or f"{name}@{version}",
        "name": name,
        **({"version": version} if version else {}),
        **({"purl": purl} if purl else {}),
        **({"hashes": [{"alg": "SHA-256", "content": sha256}]} if sha256 else {}),
        "properties": [{"name": name, "value": value} for name, value in properties],
    }
