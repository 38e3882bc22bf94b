"""The table of prices, each with its source and its date."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, PositiveFloat, TypeAdapter

TABLE: Final = Path(__file__).with_name("prices.yaml")
HOURS_A_MONTH: Final = 730
"""As AWS's own calculator has it: https://docs.aws.amazon.com/pricing-calculator/latest/userguide/"""

_ANY: Final = "any"


class Per(StrEnum):
    """The unit of a price."""

    HOUR = "hour"
    MONTH = "month"
    GB_MONTH = "gb-month"


class Price(BaseModel):
    """The price of something in AWS.

    Attributes:
        usd: The price in US dollars.
        per: What it is for.
        date: When it was looked up.
        source: AWS's page or price list.
        read: The page that was read and quotes it, where it was not AWS's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    usd: PositiveFloat
    per: Per
    date: date
    source: str
    read: str | None = None

    @property
    def a_month(self) -> float:
        """The cost of one in a month, in US dollars: of storage, one gigabyte."""
        return self.usd * (HOURS_A_MONTH if self.per is Per.HOUR else 1)


def prices_in(region: str) -> Mapping[str, Price]:
    """Return the prices that are known in a region, by what they are for."""
    table = _table()
    return {**table[_ANY], **table.get(region, {})}


@cache
def _table() -> dict[str, dict[str, Price]]:
    data = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, dict[str, Price]]).validate_python(data)
