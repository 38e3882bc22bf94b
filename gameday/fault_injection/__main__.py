"""Writes experiment templates of AWS Fault Injection Service: a zone that loses its power.

`python -m gameday.fault_injection --role <ARN>` reads what was synthesized and writes a template a
zone, for `aws fis create-experiment-template`. Nothing is deployed or started by it:
docs/runbooks/fault-injection.md says how an experiment is run, and what ends it.

Exit status: 0; 1 when the work failed; 2 when the input is wrong.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from gameday.fault_injection.template import templates
from ops.command import Refusal, ends_well, plain_console
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import read_manifest

OUTPUT: Final = Path("cdktf.out")
FOLDER: Final = "fault-injection"


def main(
    role: Annotated[str, typer.Option(help="The ARN of the role that FIS takes.")],
    tag: Annotated[list[str] | None, typer.Option(help="A tag of targets, KEY=VALUE.")] = None,
    folder: Annotated[Path, typer.Option(help="The folder that synthesis wrote.")] = OUTPUT,
) -> None:
    """Write experiment templates of AWS Fault Injection Service; nothing is started."""
    with ends_well():
        with refused_unless_synthesized():
            stacks = {name: stack.read() for name, stack in read_manifest(folder).items()}
        found = templates(stacks, role, _pairs(tag or []))
        (folder / FOLDER).mkdir(exist_ok=True)
        for zone, template in found.items():
            file = folder / FOLDER / f"{zone}.json"
            file.write_text(json.dumps(template, indent=2) + "\n", encoding="utf-8")
            plain_console().print(f"wrote {file}")


def _pairs(tags: Sequence[str]) -> dict[str, str]:
    if wrong := [each for each in tags if not each.partition("=")[0] or "=" not in each]:
        raise Refusal(f"{', '.join(wrong)}: a tag is written KEY=VALUE, as Environment=prod.")
    return dict(each.split("=", 1) for each in tags)


if __name__ == "__main__":
    typer.run(main)
