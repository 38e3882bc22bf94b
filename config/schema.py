"""Writes the JSON Schema of the environment files: `python -m config.schema`.

Editors complete and check from it; a test keeps it current.

Exit status: 0 when it is written, 1 when it could not be.
"""

import json
import sys
from pathlib import Path
from typing import Final

from config.environment import ENVIRONMENTS
from config.errors import ending
from config.model import EnvironmentConfig

SCHEMA: Final = ENVIRONMENTS / "environment.schema.json"


def schema_text() -> str:
    """Return the JSON Schema that the model stands for."""
    schema = EnvironmentConfig.model_json_schema(mode="validation")
    return json.dumps(schema, indent=2) + "\n"


def main(target: Path = SCHEMA) -> int:
    """Write the schema to `target` and return the exit status."""
    try:
        target.write_text(schema_text(), encoding="utf-8")
        print(f"Wrote {target}.", flush=True)  # noqa: T201 - a full disk shows here, not at the exit
    except OSError as error:
        ended = ending(error)
        sys.stderr.write(f"{ended.report()}\n")
        return ended.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main())
