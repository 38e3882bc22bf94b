"""A new addon: a chart of others, by names that have to be replaced."""

from collections.abc import Iterator

from config.addons.names import ADDONS
from config.checks.addons import lacking
from config.environment import available_environments
from config.errors import ConfigError
from config.kubernetes_names import SYSTEM_NAMESPACE
from config.platform import load_platform
from scaffold.files import refuse_unless_name, rendered, written_folder


def new_addon(name: str) -> str:
    """Write the folder of an addon; return what to tell.

    Raises:
        Refusal: The name is wrong or taken, or an environment refuses the addon.
    """
    refuse_unless_name(name)
    folder = ADDONS / name
    files = {
        "addon.yaml": rendered("addon.yaml.j2", name=name, system_namespace=SYSTEM_NAMESPACE),
        "values.yaml": rendered("addon-values.yaml.j2", name=name),
    }
    with written_folder(folder, files):
        waiting = [*_waiting_for_its_chart(name)]
    passes, missing = "every check", ""
    if waiting:
        passes = "every other check"
        missing = (
            f"{', '.join(waiting)}: addons.charts_folder lacks the chart, and the environment is"
            " refused until `.venv/bin/python -m ops.charts <folder>` has fetched it.\n"
        )
    return (
        f"{folder}/addon.yaml, {folder}/values.yaml: {passes} passes, but the repository of the"
        " chart is made up, so that no deploy succeeds yet.\n"
        f"{missing}"
        f"Next: name the chart, its version and its repository in addon.yaml, and run `make"
        " chart-keys`. helm/addons/README.md says what else it may hold."
    )


def _waiting_for_its_chart(name: str) -> Iterator[str]:
    """Yield the environments that take charts from a folder of the owner's, which lacks this one.

    Raises:
        ConfigError: An environment refuses something else.
    """
    for environment in available_environments():
        try:
            load_platform(environment)
        except ConfigError as error:
            if [mistake.problem for mistake in error.mistakes] != [lacking(name)]:
                raise
            yield environment
