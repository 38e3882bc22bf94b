"""The commands of the pipelines, each of which can be tried on a laptop: `python -m delivery`.

Examples: `make review`; `python -m delivery cost`; `python -m delivery setup-github acme/platform`.

Exit status: 0; 1 when the work failed, or something is left to do; 2 when a command refuses its
input, and nothing was changed; 3 when a deploy must not go on before somebody has decided, and
nothing was changed; 130 when `teardown` was interrupted. Why: standard error.
"""

import json
import os
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from config.environment import available_environments, environment_name, load_environment
from delivery.charts import moved_versions
from delivery.comment.files import read_records, record, write_record
from delivery.comment.page import is_quiet, outdated_page, page
from delivery.comment.posting import post
from delivery.comment.record import State
from delivery.cost.estimate import estimate, estimate_page
from delivery.deploy.commands import commands as deploy_commands
from delivery.drift.command import drift_command, drift_issue_command
from delivery.environments import matrix_of, refuse_unless_confirmed
from delivery.idle import deploys_of, wait_until_idle
from delivery.newest import refuse_an_old_run
from delivery.options import OUTPUT, Folder, Private
from delivery.orphans.command import orphans_command
from delivery.preflight import report
from delivery.preflight.check import Verdict
from delivery.preflight.report import preflight
from delivery.quietly import quietly
from delivery.review.page import review_page
from delivery.review.review import reviews
from delivery.roles import refuse_another_role
from delivery.rules import branch_ruleset
from delivery.setup.command import set_up
from delivery.stacks import needed_jobs, stacks_in, verified_stacks
from delivery.summary import counted, read_plan, summary
from delivery.teardown.command import teardown_command
from delivery.verify.folder import verify
from delivery.wait import PAUSE_SECONDS, jobs_of_this_run, wait
from ops.bootstrap.trust import Role
from ops.command import Failure, ends_well, help_of, plain_console
from ops.session import session_of

app = typer.Typer(add_completion=False, no_args_is_help=True, help=help_of(__doc__))
app.add_typer(deploy_commands)

Commit = Annotated[str, typer.Option(help="The commit that was planned.")]
Run = Annotated[str, typer.Option(help="The address of the run with the whole plans.")]


@app.command("verify")
def verify_command(folder: Folder = OUTPUT) -> None:
    """Check that stacks of PLATFORM_ENV hold only what is safe to plan with credentials."""
    with ends_well():
        for stack in verify(folder, load_environment(environment_name())):
            plain_console().print(f"{stack}: nothing in it but what is known here")


@app.command("preflight")
def preflight_command(
    folder: Folder = OUTPUT,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Ask the account of PLATFORM_ENV whether it can take it; status 1 if something is missing."""
    with ends_well():
        config = load_environment(environment_name())
        checks = preflight(config, session_of(config), folder)
        if as_json:
            typer.echo(report.as_json(checks))
        else:
            report.shown(checks, Console(highlight=False, emoji=False))
        if any(check.verdict is Verdict.MISSING for check in checks):
            raise typer.Exit(1)


@app.command("stacks")
def stacks_command(
    folder: Annotated[Path, typer.Argument(help="The folder with one of each environment.")],
) -> None:
    """Verify the stacks of every environment, and print them in order of deployment, as JSON."""
    with ends_well():
        typer.echo(json.dumps(verified_stacks(folder)))


@app.command("matrix")
def matrix_command(
    named: Annotated[str, typer.Option(help="The one that is to be destroyed.")] = "",
    typed: Annotated[str, typer.Option(help="Its name, as somebody typed it once more.")] = "",
    runners: Annotated[str, typer.Option(help="The label of each one's runners, in JSON.")] = "",
) -> None:
    """Print a job matrix of all environments, or of one that is to be destroyed, as JSON."""
    with ends_well():
        if named:
            refuse_unless_confirmed(named, typed)
            load_environment(named)
        names = (named,) if named else available_environments()
        typer.echo(json.dumps(matrix_of(names, runners)))


@app.command("newest")
def newest_command() -> None:
    """Refuse to deploy by a run that was started again, unless its commit is main's head."""
    with ends_well():
        refuse_an_old_run(os.environ)


@app.command("wait")
def wait_command(stack: str, folder: Folder = OUTPUT) -> None:
    """Wait until other jobs of this run have deployed the stacks that a stack needs."""
    with ends_well():
        needed = needed_jobs(environment_name(), stack, folder)
        wait(needed, jobs_of_this_run(os.environ), lambda: time.sleep(PAUSE_SECONDS))


@app.command("idle")
def idle_command() -> None:
    """Wait until no deploy of PLATFORM_ENV is at work."""
    with ends_well():
        deploying = deploys_of(environment_name(), os.environ)
        typer.echo(wait_until_idle(deploying, lambda: time.sleep(PAUSE_SECONDS)))


@app.command("quietly")
def quietly_command(
    command: list[str], record: Annotated[Path, typer.Option()], *, private: Private = False
) -> None:
    """Run a command whose output is kept out of a public log."""
    with ends_well():
        quietly(command, private=private, record=record)


@app.command("summary")
def summary_command(stack: str, folder: Folder = OUTPUT, *, private: Private = False) -> None:
    """Print what the plan of a stack would change, in Markdown."""
    with ends_well():
        plan, text = read_plan(folder / "stacks" / stack, text=private)
        typer.echo(summary(f"{environment_name()} {stack}", plan, text))


@app.command("record")
def record_command(
    stack: str,
    records: Annotated[Path, typer.Argument(help="The folder that the record is written into.")],
    folder: Folder = OUTPUT,
    *,
    printed: Annotated[Path, typer.Option(help="What the command that plans has printed.")],
    private: Private = False,
) -> None:
    """Keep of a stack's plan what the comment says; status 1 if there is none, and none waits."""
    with ends_well():
        environment = environment_name()
        made = record(environment, stack, folder, printed, private=private)
        write_record(made, records)
        if made.state is State.FAILED:
            raise Failure(f"{made.name} has no plan; its step above says why.")
        typer.echo(f"{made.name}: {made.why or counted(made.counts)}")


@app.command("comment")
def comment_command(  # noqa: PLR0913 - the workflow knows each of them
    records: Annotated[Path, typer.Argument(help="The folder with the records of all stacks.")],
    *,
    expected: Annotated[str, typer.Option(help="The stacks to be told of, in JSON.")] = "",
    commit: Commit = "",
    run: Run = "",
    review: Annotated[str, typer.Option(help="The address of the run with the review.")] = "",
    posted: Annotated[bool, typer.Option("--post", help="Write it to the pull request.")] = False,
) -> None:
    """Print the comment on what a pull request would change, in Markdown; or post it."""
    with ends_well():
        found = read_records(records, expected)
        body = page(found, commit=commit, run=run, review=review)
        typer.echo(post(os.environ, body, quiet=is_quiet(found)) if posted else body)


@app.command("outdated")
def outdated_command(commit: Commit = "", run: Run = "") -> None:
    """Say in the comment of a pull request, if it has one, that the newest commit has no plan."""
    with ends_well():
        typer.echo(post(os.environ, outdated_page(commit=commit, run=run), quiet=True))


@app.command("review")
def review_command(
    base: Annotated[Path, typer.Argument(help="What was synthesized of each environment before.")],
    head: Annotated[Path, typer.Argument(help="The same, after the change.")],
) -> None:
    """Print what a change means for what is deployed, in Markdown."""
    with ends_well():
        typer.echo(review_page(reviews(base, head)))


@app.command("charts")
def charts_command(
    base: Annotated[str, typer.Argument(help="The branch or commit to compare with.")] = "main",
) -> None:
    """Refuse charts of ours that changed since the work tree left BASE, with the same version."""
    with ends_well():
        typer.echo("\n".join(moved_versions(base)))


@app.command("cost")
def cost_command(
    folder: Folder = OUTPUT,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print, in Markdown, what PLATFORM_ENV costs a month, roughly, by the part."""
    with ends_well():
        made = estimate(stacks_in(folder))
        typer.echo(made.as_json() if as_json else estimate_page(environment_name(), made))


@app.command("role")
def role_command(
    role: Role, arn: Annotated[str, typer.Argument(help="The value of GitHub's variable.")]
) -> None:
    """Refuse a role that is not the one of PLATFORM_ENV's file."""
    with ends_well():
        refuse_another_role(load_environment(environment_name()), role, arn)
        typer.echo(f"{arn} is the {role} role of {environment_name()}")


@app.command("setup-github")
def setup_github_command(
    repository: Annotated[str, typer.Argument(help="<owner>/<name> on GitHub.")],
    *,
    reviewer: Annotated[
        list[str] | None,
        typer.Option(help="Who approves production: <user>, or <organization>/<team>."),
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Set what is not set.")] = False,
) -> None:
    """Print what the workflows need of their repository and whether it is so; or make it so."""
    with ends_well():
        for line in set_up(repository, reviewer or [], applied=apply):
            plain_console().print(line)


@app.command("rules")
def rules_command() -> None:
    """Print the ruleset of main, as JSON for GitHub's REST API."""
    with ends_well():
        typer.echo(json.dumps(branch_ruleset(), indent=2))


app.command("drift")(drift_command)
app.command("drift-issue")(drift_issue_command)
app.command("orphans")(orphans_command)
app.command("teardown")(teardown_command)

if __name__ == "__main__":
    app()
