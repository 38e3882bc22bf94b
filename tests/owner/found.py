"""What the owner has, by name: found when tests are collected."""

from typing import Final

from config import environment
from config.applications import load
from tests.fixtures.checkout import ROOT

ENVIRONMENTS: Final = environment.available_environments(ROOT / environment.ENVIRONMENTS)
APPLICATIONS: Final = load.application_names(ROOT / load.APPLICATIONS)
