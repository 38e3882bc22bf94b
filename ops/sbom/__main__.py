"""The command: `python -m ops.sbom [FOLDER]` prints the bill of the stacks in a folder.

Example: `python -m ops.sbom cdktf.out > cdktf.out/bom.json`.

Exit status: 0; 1 when a chart cannot be rendered; 2 when the folder holds no stacks that can be
read.
"""

import json
from pathlib import Path
from typing import Annotated

import typer

from ops.command import ends_well, run
from ops.sbom.bill import bill_of_materials


def main(output: Annotated[Path, typer.Argument()] = Path("cdktf.out")) -> None:
    """Print the bill of materials of a synthesized environment."""
    with ends_well():
        typer.echo(json.dumps(bill_of_materials(output), indent=2))


if __name__ == "__main__":
    run(main, __doc__)
