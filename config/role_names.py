"""The names of IAM roles: the project, the environment, and an end, of which some begin alike."""

from typing import Final

from config.sections.fields import LONGEST_ENVIRONMENT, LONGEST_PROJECT, LONGEST_ROLE_NAME

OF_APPLICATIONS: Final = "app-"
OF_ADDONS: Final = "addon-"
"""The beginnings of the ends: apart from each other, and from the roles of the platform itself."""


def longest_after(beginning: str) -> int:
    """Return how many characters a role's name has left after the beginning of its end."""
    before = LONGEST_PROJECT + LONGEST_ENVIRONMENT + len(f"--{beginning}")
    return LONGEST_ROLE_NAME - before
