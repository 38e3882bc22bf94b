"""Where images come from: not from Docker Hub, which counts the pulls of a NAT gateway.

https://docs.docker.com/docker-hub/usage/
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from config.addons.names import PLATFORM_ADDONS
from tests.helm.addons.values import STACK, at

OURS = ("database-provisioning", "microservice")
"""The charts of ours that have pods."""
OVERRIDDEN = [
    ("nginx-ingress", "controller.image"),
    (STACK, "grafana.image"),
    (STACK, "crds.upgradeJob.image.busybox"),
]
"""Images that the pinned charts take from Docker Hub by themselves: found by rendering each."""

# The first part of a name is a registry if it has a dot or a port. Docker Hub's may be left out:
# https://github.com/distribution/reference
REGISTRY = re.compile(r"([\w-]+\.[\w.-]+|[\w.-]+:\d+)/")


def from_docker_hub(image: str) -> bool:
    registry = REGISTRY.match(image)
    return registry is None or registry[1].endswith("docker.io")


def images(values: object) -> Iterator[str]:
    """Yield the images that values name: as one text, or by `registry` and `repository`."""
    if not isinstance(values, dict):
        return
    if isinstance(values.get("image"), str):
        yield values["image"]
    if isinstance(values.get("repository"), str):
        yield "/".join(filter(None, (values.get("registry"), values["repository"])))
    for value in values.values():
        yield from images(value)


@pytest.mark.parametrize("image", ["postgres", "library/postgres", "docker.io/library/postgres"])
def test_a_name_without_another_registry_is_docker_hubs(image: str) -> None:
    assert from_docker_hub(image)


@pytest.mark.parametrize("chart", OURS)
def test_no_pod_of_a_chart_of_ours_comes_from_docker_hub(chart: str) -> None:
    values = yaml.safe_load(Path(f"helm/{chart}/values.yaml").read_text(encoding="utf-8"))
    (image,) = filter(None, images(values))
    assert not from_docker_hub(image)


@pytest.mark.parametrize("addon", PLATFORM_ADDONS)
def test_no_image_that_our_values_name_comes_from_docker_hub(addon: str) -> None:
    assert [image for image in images(at(addon, "")) if from_docker_hub(image)] == []


@pytest.mark.parametrize(("addon", "path"), OVERRIDDEN)
def test_what_a_chart_takes_from_docker_hub_is_taken_from_elsewhere(addon: str, path: str) -> None:
    assert list(images(at(addon, path)))
