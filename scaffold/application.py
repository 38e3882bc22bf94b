"""A new application: the least that one is."""

from collections.abc import Iterator, Sequence
from typing import Final

from config.applications.chart_values import chart_defaults
from config.applications.load import APPLICATIONS
from config.environment import available_environments, load_environment
from config.platform import load_platform
from config.sections.application_limits import ApplicationLimits
from scaffold.files import refuse_unless_name, rendered, written_folder

SAMPLE: Final = "ghcr.io/nginx/nginx-unprivileged"
"""The image that is to be replaced."""


def new_application(name: str) -> str:
    """Write the folder of an application; return what to tell.

    Raises:
        Refusal: The name is wrong or taken, or an environment refuses the application.
    """
    refuse_unless_name(name)
    folder = APPLICATIONS / name
    limits = [load_environment(each).applications for each in available_environments()]
    default: str = chart_defaults()["test"]["image"]
    image, tester = (taken_everywhere(each, limits) for each in (SAMPLE, default))
    text = rendered(
        "application.yaml.j2",
        name=name,
        repository=image,
        test_image=None if tester == default else tester,
    )
    with written_folder(folder, {"values.yaml": text}):
        for environment in available_environments():
            load_platform(environment)
    when = "as it is"
    if (image, tester) != (SAMPLE, default):
        when = "once the registries that the environments allow hold the images that it names"
    return (
        f"{folder}/values.yaml: it runs {when}, with a sample image.\n"
        f"Next: name your image in it, and its team in .github/CODEOWNERS"
        f" (/{folder}/values*.yaml). helm/apps/README.md says what else it may have."
    )


def taken_everywhere(image: str, limits: Sequence[ApplicationLimits]) -> str:
    """Return an image, in another registry where not every environment takes it from its own.

    Args:
        image: The image, its registry first.
        limits: What applications may have in each environment. If no registry is allowed in all of
            them, the image stays as it is, and their checks refuse it.
    """
    for name in _names(image, limits):
        if all(each.takes_image(name) for each in limits):
            return name
    return image


def _names(image: str, limits: Sequence[ApplicationLimits]) -> Iterator[str]:
    yield image
    path = image.partition("/")[2]
    for each in limits:
        yield from (f"{registry}/{path}" for registry in each.image_registries)
