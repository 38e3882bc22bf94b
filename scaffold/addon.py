"""A new addon: a chart of others, by names that have to be replaced."""

from config.addons.names import ADDONS
from config.environment import available_environments
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
        for environment in available_environments():
            load_platform(environment)
    return (
        f"{folder}/addon.yaml, {folder}/values.yaml: every check passes, but the repository of the"
        " chart is made up, so that no deploy succeeds yet.\n"
        f"Next: name the chart, its version and its repository in addon.yaml, and run `make"
        " chart-keys`. helm/addons/README.md says what else it may hold."
    )
