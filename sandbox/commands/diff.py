"""Compares what is synthesized with what is deployed."""

from rich.console import Console

from config.environment import environment_name
from config.platform import load_platform
from sandbox.commands.server import server_for
from sandbox.commands.synthesis import synthesize
from sandbox.environment import sandbox_environment
from sandbox.inside import cluster_half
from sandbox.paths import CREDENTIALS, OUTPUT
from sandbox.terraform.plans import plans
from sandbox.watch import while_it_runs
from terraform_json.manifest import read_manifest


def diff(console: Console) -> bool:
    """Show what a deployment would change, stack by stack; return whether it is anything.

    Raises:
        ConfigError: The environment file or an application has mistakes.
        Failure: A plan failed, or the local AWS ended.
        Refusal: There is no sandbox of this environment to compare with.
    """
    config = load_platform(environment_name()).config
    server = server_for(console, config, "there is nothing to compare with")
    variables = sandbox_environment(config, server.endpoint, CREDENTIALS)
    with while_it_runs(server):
        with console.status("synthesizing"):
            synthesize(console, variables)
        with console.status("comparing the stacks"):
            found = plans(read_manifest(OUTPUT).values(), variables)
        for name, plan in found.items():
            console.print(f"{name}:", plan.text)
        changed = any(plan.status for plan in found.values())
        return _diff_inside(console, variables) or changed


def _diff_inside(console: Console, variables: dict[str, str]) -> bool:
    changed = False
    for name, stack in read_manifest(OUTPUT).items():
        with console.status(f"comparing what {name} has inside the cluster"):
            found = cluster_half.inside(stack, variables)
            if found is cluster_half.NOTHING:
                continue
            todo = cluster_half.planned(found)
        told = ["", *(f"  {change.action} {change.address}" for change in todo)]
        console.print(f"{name}, inside the cluster:", "\n".join(told) if todo else "no changes")
        changed = changed or bool(todo)
    return changed
