"""Writes the JSON Schema of the environment files: `python -m config.schema`.

Editors complete and check from it; a test keeps it current.

Exit status: 0 when it is written, 1 when it could not be.
"""

import json
import sys
from pathlib import Path
from typing import Final

from config.arguments import no_arguments
from config.environment import ENVIRONMENTS
from config.model import EnvironmentConfig
from config.writing import write

SCHEMA: Final = ENVIRONMENTS / "environment.schema.json"


def schema_text() -> str:
    """Return the JSON Schema that the model stands for."""
    schema = EnvironmentConfig.model_json_schema(mode="validation")
    return json.dumps(schema, indent=2) + "\n"


def main(target: Path = SCHEMA) -> int:
    """Write the schema to `target` and return the exit status."""
    return write(target, schema_text)


if __name__ == "__main__":
    no_arguments(__doc__)
    sys.exit(main())
