"""Options and arguments that several commands of the pipelines take."""

from pathlib import Path
from typing import Annotated, Final

import typer

OUTPUT: Final = Path("cdktf.out")
Folder = Annotated[Path, typer.Argument(help="The folder that synthesis wrote.")]
Private = Annotated[bool, typer.Option(help="Whether the log is for the repository's readers.")]
