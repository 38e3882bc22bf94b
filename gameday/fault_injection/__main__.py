"""Writes experiment templates of AWS Fault Injection Service: a zone that loses its power.

`python -m gameday.fault_injection` reads what was synthesized and writes a template a zone, for
`aws fis create-experiment-template`. Nothing is deployed or started by it:
docs/runbooks/fault-injection.md says how an experiment is run, and what ends it.

Example: `python -m gameday.fault_injection`.

Exit status: 0; 1 when the work failed; 2 when the input is wrong, or the environment asks for none.
"""

import json
import shutil
from pathlib import Path
from typing import Annotated, Final

import typer

from config.environment import environment_name, load_environment
from gameday.fault_injection.asked import asked_templates
from ops.command import Refusal, ends_well, plain_console, run
from ops.synthesized import refused_unless_synthesized

SYNTHESIZED: Final = Path("cdktf.out")
OUTPUT: Final = Path(".cache/fault-injection")
NOT_ASKED: Final = (
    "{name} asks for no fault injection: name the role that the service takes as"
    " `resilience.game_days.fault_injection.role` of its file."
)


def main(
    folder: Annotated[Path, typer.Option(help="The folder that synthesis wrote.")] = SYNTHESIZED,
    output: Annotated[Path, typer.Option(help="The folder for the templates.")] = OUTPUT,
) -> None:
    """Write experiment templates of AWS Fault Injection Service; nothing is started."""
    with ends_well():
        config = load_environment(environment_name())
        with refused_unless_synthesized():
            found = asked_templates(config, folder)
        if not found:
            raise Refusal(NOT_ASKED.format(name=config.name))
        shutil.rmtree(output, ignore_errors=True)
        output.mkdir(parents=True)
        for zone, template in found.items():
            file = output / f"{zone}.json"
            file.write_text(json.dumps(template, indent=2) + "\n", encoding="utf-8")
            plain_console().print(f"wrote {file}")


if __name__ == "__main__":
    run(main, __doc__)
