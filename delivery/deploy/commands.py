"""The commands of a deploy.

They take options, files and credentials, so that they work on a laptop. What only GitHub knows
comes from the variables of its runner.
"""

import os
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Final

import typer

from config.environment import available_environments, environment_name, load_environment
from config.model import EnvironmentConfig
from delivery.deploy.environments import WORKFLOW, turns, with_jobs
from delivery.deploy.failure import PRINTED, FailedStack
from delivery.deploy.judgement import Judgement, Stopped
from delivery.deploy.merged import reviewed_commit
from delivery.deploy.pending import pending, releases_of
from delivery.deploy.ready import PAUSE_SECONDS, Clock, applications_of, await_applications
from delivery.deploy.reviewed import Plan, meaning_of
from delivery.deploy.store import ReviewedPlans, digest_of
from delivery.options import OUTPUT, Folder, Private
from delivery.stacks import stack_in
from delivery.summary import read_plan
from ops.cluster import cluster_of
from ops.command import Failure, ends_well, plain_console
from ops.kubectl import Kubectl
from ops.session import session_of
from terraform_json.manifest import Stack, read_manifest

ON_GITHUB: Final = "GITHUB_ACTIONS"
"""https://docs.github.com/en/actions/reference/workflows-and-actions/variables"""

commands = typer.Typer()


@commands.command("keep")
def keep_command(
    stack: str,
    folder: Folder = OUTPUT,
    *,
    commit: Annotated[str, typer.Option(help="The commit that was planned.")],
) -> None:
    """Keep what a stack's plan would do, for its deploy to be compared with."""
    with ends_well():
        config = load_environment(environment_name())
        found = stack_in(folder, stack)
        place = _plans(config).keep(commit, found, _planned(config, found))
        typer.echo(f"{config.name} {stack}: the reviewed plan is in {place}")


@commands.command("compare")
def compare_command(
    stack: str,
    folder: Folder = OUTPUT,
    *,
    commit: Annotated[
        str, typer.Option(help="The commit that was reviewed; on GitHub it is asked for.")
    ] = "",
    confirmed: Annotated[
        str, typer.Option(envvar="CONFIRMED", help="Codes that a stopped deploy has printed.")
    ] = "",
    private: Private = False,
) -> None:
    """Compare a stack's plan with the reviewed one; status 3 if it destroys or replaces more."""
    with ends_well():
        config = load_environment(environment_name())
        found = stack_in(folder, stack)
        fresh = _planned(config, found)
        if not commit and os.environ.get(ON_GITHUB):
            commit = reviewed_commit(os.environ) or ""
        judgement = Judgement(
            fresh=fresh,
            reviewed=_plans(config).find(commit, found) if commit else None,
            digest=digest_of(found),
            confirmed=confirmed.split(),
        )
        plain_console().print(judgement.page(private=private))
        judgement.refuse()


@commands.command("pending")
def pending_command(stack: str, folder: Folder = OUTPUT) -> None:
    """Look for releases of a stack over which Helm was killed; status 3 if there are some."""
    with ends_well():
        releases = releases_of(stack_in(folder, stack).read())
        if not releases:
            typer.echo(f"{stack} has no release.")
            return
        with _cluster() as kubectl:
            if kubectl is None:
                typer.echo("The cluster is not there yet, and no release either.")
                return
            found = pending(kubectl, releases)
        if found:
            listed = "\n".join(map(str, found))
            raise Stopped(
                f"Helm was killed over these releases, and refuses to touch them:\n{listed}\nIf no"
                " other deploy is at work, run the command that stands below each, which the output"
                f" kubectl_command of {stack} lets reach the cluster, and deploy again."
            )
        typer.echo(f"{stack}: no release is pending.")


@commands.command("ready")
def ready_command(
    stack: str,
    folder: Folder = OUTPUT,
    *,
    minutes: Annotated[float, typer.Option(min=0, help="How long it is waited at most.")] = 15,
) -> None:
    """Wait until the applications of a stack are ready; status 1 if some are not, with reasons."""
    with ends_well():
        names = applications_of(stack_in(folder, stack).read())
        if not names:
            typer.echo(f"{stack} has no application.")
            return
        end = time.monotonic() + 60 * minutes
        clock = Clock(left=lambda: end - time.monotonic(), pause=lambda: time.sleep(PAUSE_SECONDS))
        with _cluster() as kubectl:
            if kubectl is None:
                raise Failure(f"The cluster of {stack} is not there.")
            for line in await_applications(kubectl, names, clock):
                plain_console().print(line)


@commands.command("failed")
def failed_command(
    stack: str,
    folder: Folder = OUTPUT,
    *,
    printed: Annotated[
        Path, typer.Option(help=f"The folder with what was printed: {', '.join(PRINTED.values())}.")
    ],
    private: Private = False,
) -> None:
    """Print, in Markdown, how far a stack came whose deploy failed, and how to go on."""
    with ends_well():
        texts = {
            name: file.read_text(encoding="utf-8", errors="replace") if file.exists() else None
            for name, file in ((name, printed / file) for name, file in PRINTED.items())
        }
        told = FailedStack(
            environment=environment_name(),
            stack=stack_in(folder, stack).name,
            needed={name: each.dependencies for name, each in read_manifest(folder).items()},
            **texts,
        )
        typer.echo(told.page(private=private))


@commands.command("environments")
def environments_command() -> None:
    """Write a job for each file in config/environments into deploy.yml."""
    with ends_well():
        names = available_environments()
        production = {name: load_environment(name).production for name in names}
        text = WORKFLOW.read_text(encoding="utf-8")
        WORKFLOW.write_text(with_jobs(text, production), encoding="utf-8")
        typer.echo(f"{WORKFLOW}: {', '.join(turns(production))}")


def _cluster() -> AbstractContextManager[Kubectl | None]:
    config = load_environment(environment_name())
    return cluster_of(config, session_of(config))


def _planned(config: EnvironmentConfig, stack: Stack) -> Plan:
    plan, _ = read_plan(stack.folder, text=False)
    return meaning_of(config.name, stack.name, plan)


def _plans(config: EnvironmentConfig) -> ReviewedPlans:
    return ReviewedPlans(s3=session_of(config).client("s3"), config=config)
