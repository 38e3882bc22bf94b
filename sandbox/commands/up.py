"""Deploys an environment to the sandbox."""

import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Final

from rich.console import Console
from rich.status import Status

from config.environment import environment_name
from config.platform import load_platform
from ops.command import Failure
from ops.programs import CONTROL_PLANE, are_set_up
from sandbox import children, local_aws
from sandbox.building import built_meanwhile
from sandbox.commands.databases import jobs_told, show_databases
from sandbox.commands.server import current_server, end_server, start_server
from sandbox.commands.show import show_cluster, show_stacks
from sandbox.commands.synthesis import make_backend, synthesize
from sandbox.environment import sandbox_environment, synthesis_environment
from sandbox.inside import cluster_half
from sandbox.inside.canaries import await_canaries, refuse_unless_built
from sandbox.inside.changes import Change
from sandbox.inside.status import settled
from sandbox.paths import CREDENTIALS, OUTPUT, RECORD
from sandbox.principals import write_credentials
from sandbox.terraform.cdktf import Cdktf
from sandbox.terraform.locks import left_behind
from sandbox.terraform.plans import note_initialized, plans, stale
from sandbox.terraform.progress import DeploymentProgress
from sandbox.terraform.provider import running_provider
from sandbox.watch import while_it_runs
from terraform_json.manifest import read_manifest

SETTLING_SECONDS: Final = 300
"""How long pods may take to become ready; the table then says which are not."""
ALL: Final = ("*",)
WITHOUT_OTHERS: Final = ("--ignore-missing-stack-dependencies",)
LEFT_OUT: Final = "left out, for their charts have to be fetched (addons.charts_folder): {names}"
# The providers are locked already, and completing a lock takes the registry.
DEPLOY: Final = ("--skip-synth", "--auto-approve", "--no-color", "--skip-provider-lock")
FORGOTTEN: Final = (
    "Terraform or its provider was killed, and what it was making is in no state: the local AWS is"
    " ended, and `make up` starts afresh."
)
UNPLANNED: Final = (
    "Terraform was killed before it had a plan of {stacks}: nothing of that is deployed, and"
    " nothing is lost. `make up` goes on from here."
)
NEXT: Final = """\
Deployed in {seconds:.0f} s to the local AWS at {endpoint}. Next:
  eval "$(make kubeconfig)"   lets kubectl and AWS's clients of this shell use the sandbox
  make diff                   shows what a change of yours would change; `make up` deploys it
  make down                   ends it all"""


class ForgottenError(Failure):
    """Something was made in AWS that no state knows."""


def up(console: Console) -> None:
    """Deploy the environment to the local AWS, which is started unless it runs.

    Raises:
        ConfigError: The environment file or an application has mistakes.
        Failure: A step failed, the control plane cannot be built, or a canary was taken back. The
            local AWS goes on, so that one can look and try again, unless Terraform has forgotten a
            part of what it made there.
        Refusal: The local AWS that runs holds another environment.
        KeyboardInterrupt: Interrupted. A local AWS that this call started is stopped.
    """
    began = time.monotonic()
    platform = load_platform(environment_name())
    config = platform.config
    refuse_unless_built(platform.applications)
    running = current_server(console, config)
    try:
        with children.meanwhile(partial(synthesize, console, synthesis_environment(config))):
            server = running or start_server(console, config)
            with while_it_runs(server), console.status("synthesizing"):
                write_credentials(config, server.endpoint, CREDENTIALS)
                variables = sandbox_environment(config, server.endpoint, CREDENTIALS)
                make_backend(console, variables)
        # A control plane that may run already has its programs.
        built = running and are_set_up(CONTROL_PLANE)
        building = nullcontext() if built else built_meanwhile(console)
        with while_it_runs(server), building, jobs_told():
            killed = partial(left_behind, config, server.endpoint)
            deployed = _deploy_all(console, variables, killed, again=running is not None)
            _await_pods(console)
    except KeyboardInterrupt:
        if running:
            console.print("Interrupted. The local AWS runs on; `make up` goes on from here.")
        else:
            end_server(local_aws.find(RECORD))
            console.print("Interrupted: everything is stopped, nothing is left.")
        raise
    except ForgottenError:
        end_server(local_aws.find(RECORD))
        raise
    show_stacks(console, deployed)
    show_cluster(console)
    show_databases(console)
    console.print(NEXT.format(seconds=time.monotonic() - began, endpoint=server.endpoint))


def _deploy_all(
    console: Console,
    variables: dict[str, str],
    killed: Callable[[], list[str]],
    *,
    again: bool,
) -> DeploymentProgress:
    """Deploy what is AWS's by Terraform, then what is inside the cluster."""
    runs = _stale(console, variables) if again else [ALL]
    needed: AbstractContextManager[dict[str, str]] = (
        running_provider("aws", variables) if runs else nullcontext({})
    )
    with needed as reattached:
        with_provider = variables | reattached
        cdktf = Cdktf(variables=with_provider, keeps_state=again)
        deployed = _deploy(console, cdktf, runs, killed)
        if not reattached:
            note_initialized(read_manifest(OUTPUT).values())
        _install(console, with_provider)
    return deployed


def _stale(console: Console, variables: dict[str, str]) -> list[tuple[str, ...]]:
    """Return what to deploy in each run of cdktf, and say which stacks are as synthesized."""
    stacks = read_manifest(OUTPUT).values()
    with console.status("comparing the stacks"):
        todo = stale(stacks, plans(stacks, variables))
    for name in sorted({stack.name for stack in stacks}.difference(todo)):
        console.print(f"{name} has no changes")
    # Given some of the stacks, it deploys them at once, whatever they need of each other.
    return [ALL] if len(todo) == len(stacks) else [(name, *WITHOUT_OTHERS) for name in todo]


def _deploy(
    console: Console,
    cdktf: Cdktf,
    runs: Iterable[tuple[str, ...]],
    killed: Callable[[], list[str]],
) -> DeploymentProgress:
    progress = DeploymentProgress()
    with console.status(str(progress)) as status:

        def tell(line: str) -> None:
            step = progress.read(line)
            if step:
                console.print(step)
            status.update(str(progress))

        for stacks in runs:
            try:
                cdktf.run("deploy", *stacks, *DEPLOY, on_line=tell)
            except Failure as failure:
                if progress.provider_died or killed():
                    raise ForgottenError(f"{failure}\n\n{FORGOTTEN}") from failure
                raise
            # To cdktf a Terraform that is killed has done its work.
            if killed():
                raise ForgottenError(FORGOTTEN)
            asked = read_manifest(OUTPUT).keys() if stacks == ALL else stacks[:1]
            if unplanned := sorted({*asked} - progress.ended):
                raise Failure(UNPLANNED.format(stacks=", ".join(unplanned)))
    return progress


def _install(console: Console, variables: dict[str, str]) -> None:
    """Install what is inside the cluster, as far as Terraform did not."""
    for name, stack in read_manifest(OUTPUT).items():
        with console.status(f"installing what {name} has inside the cluster") as status:
            found = cluster_half.inside(stack, variables)
            if found is cluster_half.NOTHING:
                continue
            count = cluster_half.install(found, partial(_tell, status))
        console.print(f"{name}: {count} objects and releases in the cluster changed")
        if found.left_out:
            console.print(LEFT_OUT.format(names=", ".join(found.left_out)))


def _await_pods(console: Console) -> None:
    """Wait until canaries have ended, and autoscalers have brought the pods to their minimum.

    Who installed them, be it Terraform or the sandbox, waits for a Deployment's first pod only.
    """
    cluster = cluster_half.cluster()
    if not cluster.directory.exists():
        return
    with console.status("waiting for canaries"):
        await_canaries(cluster, console.print)
    deadline = time.monotonic() + SETTLING_SECONDS
    with console.status("waiting until the applications' pods are ready"):
        while not settled(cluster.api) and time.monotonic() < deadline:
            time.sleep(1)


def _tell(status: Status, change: Change) -> None:
    status.update(f"{change.action} {change.address}")
