"""What the owner has, by name: found when tests are collected."""

from typing import Final

from config.applications.load import APPLICATIONS as APPLICATIONS_FOLDER
from config.environment import ENVIRONMENTS as ENVIRONMENTS_FOLDER
from config.environment import available_environments
from tests.fixtures.checkout import ROOT

ENVIRONMENTS: Final = available_environments(ROOT / ENVIRONMENTS_FOLDER)
APPLICATIONS: Final = tuple(
    sorted(file.parent.name for file in (ROOT / APPLICATIONS_FOLDER).glob("*/values.yaml"))
)
