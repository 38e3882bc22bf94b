"""Our values for the addons' charts: a file each in helm/addons."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from config.terraform_text import literal_data
from config.yaml.source import read_mapping

VALUES: Final = Path("helm/addons")


@cache
def addon_values(name: str) -> dict[str, Any]:
    """Return our values for an addon, literal for Terraform.

    They are read as everything that people write is, so that Helm gets what was read here, and not
    what its own reader takes the file for.

    Raises:
        ConfigError: The file has mistakes: all of them are in the error.
    """
    values: dict[str, Any] = literal_data(read_mapping(VALUES / f"{name}.yaml"))
    return values
