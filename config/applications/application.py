"""An application of one environment, as its folder describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.applications.chart_values import ChartValues
from config.applications.database import ApplicationDatabase
from config.applications.platform_file import IamStatement
from config.yaml.source import YamlDocument


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application of one environment.

    Attributes:
        name: The folder's name: also its namespace and its release.
        values: What its release of the chart gets, `peers` included; literal for Terraform.
        database: Its database, if it asks for one.
        statements: What it may do in AWS.
        source: Where the values came from, for mistakes that show only with others' help.
        platform_file: Where the statements came from, for the same.
    """

    name: str
    values: Mapping[str, Any]
    database: ApplicationDatabase | None
    statements: tuple[IamStatement, ...]
    source: ChartValues
    platform_file: YamlDocument
