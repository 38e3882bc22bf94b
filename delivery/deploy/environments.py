"""Writes the jobs of deploy.yml: one for each environment, in the order that their files give.

Environments that are no production come first, all at once. Each production then comes by itself,
by name: what breaks the first one does not reach the second.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.command import Refusal

WORKFLOW: Final = Path(".github/workflows/deploy.yml")
BEGIN: Final = "  # From here on: `.venv/bin/python -m delivery environments` writes it.\n"

_JOB: Final = """\
  deploy-<name>:
    name: <name>
    needs: [<needs>]
    uses: ./.github/workflows/deploy-environment.yml
    with:
      environment: <name>
      digest: ${{ needs.synth.outputs.digest }}
      stacks: ${{ toJSON(fromJSON(needs.synth.outputs.stacks).<name>) }}
      runner: ${{ fromJSON(vars.DEPLOY_RUNNERS || '{}').<name> || 'ubuntu-24.04' }}
    # One deploy at a time; of those that wait, GitHub keeps the newest, which contains the others.
    concurrency:
      group: deploy-<name>
      cancel-in-progress: false
    permissions:
      actions: read # how far the other jobs are
      contents: read # checkout
      id-token: write # OIDC
      pull-requests: read # what was reviewed
"""


def turns(production: Mapping[str, bool]) -> dict[str, list[str]]:
    """Return the environments in the order of their deploys, each with those that it comes after.

    Args:
        production: Whether an environment is production, by its name.
    """
    order = sorted(production, key=lambda name: (production[name], name))
    return {name: order[: order.index(name)] if production[name] else [] for name in order}


def with_jobs(workflow: str, production: Mapping[str, bool]) -> str:
    """Return the text of deploy.yml with a job for each environment, in place of those it had.

    Args:
        workflow: Its text.
        production: Whether an environment is production, by its name.

    Raises:
        Refusal: The line is missing after which they stand.
    """
    head, line, _ = workflow.partition(BEGIN)
    if not line:
        raise Refusal(
            f"{WORKFLOW} lacks the line {BEGIN.strip()!r}, after which its jobs are written. Put it"
            " back, after the job `synth`."
        )
    jobs = (_job(name, after) for name, after in turns(production).items())
    return head + line + "\n".join(jobs)


def _job(name: str, after: list[str]) -> str:
    needs = ", ".join(["test", "synth", *(f"deploy-{each}" for each in after)])
    return _JOB.replace("<needs>", needs).replace("<name>", name)
