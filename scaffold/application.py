"""A new application: the least that one is."""

from config.applications.load import APPLICATIONS
from config.environment import available_environments
from config.platform import load_platform
from scaffold.files import refuse_unless_name, rendered, written_folder


def new_application(name: str) -> str:
    """Write the folder of an application; return what to tell.

    Raises:
        Refusal: The name is wrong or taken, or an environment refuses the application.
    """
    refuse_unless_name(name)
    folder = APPLICATIONS / name
    with written_folder(folder, {"values.yaml": rendered("application.yaml.j2", name=name)}):
        for environment in available_environments():
            load_platform(environment)
    return (
        f"{folder}/values.yaml: it runs as it is, with a sample image.\n"
        f"Next: name your image in it, and its team in .github/CODEOWNERS"
        f" (/{folder}/values*.yaml). helm/apps/README.md says what else it may have."
    )
