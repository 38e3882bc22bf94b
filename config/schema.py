"""Writes the JSON Schema of the environment files: `python -m config.schema`.

Editors complete and check from it; a test keeps it current.
"""

import json
from pathlib import Path
from typing import Final

from config.environment import ENVIRONMENTS
from config.model import EnvironmentConfig

SCHEMA: Final = ENVIRONMENTS / "environment.schema.json"


def schema_text() -> str:
    """Return the JSON Schema that the model stands for."""
    schema = EnvironmentConfig.model_json_schema(mode="validation")
    return json.dumps(schema, indent=2) + "\n"


def main(target: Path = SCHEMA) -> None:
    """Write the schema to `target`."""
    target.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
