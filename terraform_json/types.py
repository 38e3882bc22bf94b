"""Types that every module of this room, and everyone who reads JSON, uses."""

from typing import Any

Json = dict[str, Any]
"""An object of JSON."""


class TerraformJsonError(ValueError):
    """A file is not what CDKTF synthesizes; the message says where, and what is wrong."""
