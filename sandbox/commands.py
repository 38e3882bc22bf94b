"""What `up`, `diff` and `down` do."""

import shutil
import sys
import time
from typing import Final

from rich.console import Console
from rich.table import Column, Table

from config.environment import environment_name
from config.model import EnvironmentConfig
from config.platform import load_platform
from ops.command import Failure, Refusal
from sandbox import children, local_aws
from sandbox.aws_half import keep_aws_half
from sandbox.cdktf import Cdktf
from sandbox.environment import sandbox_environment
from sandbox.paths import LOGS, OUTPUT, OUTPUTS, RECORD, SANDBOX
from sandbox.progress import NO_CHANGES, Blocks, DeploymentProgress, plan_in
from sandbox.record import ServerRecord
from terraform_json.json_object import read_object
from terraform_json.manifest import read_manifest
from terraform_json.types import Json, TerraformJsonError

# Synthesis locks the providers already, and completing a lock takes the registry.
WITHOUT_LOCK: Final = "--skip-provider-lock"
INSIDE: Final = (
    "{stack}: {count} releases and objects inside the cluster are left out, since no cluster stands"
    " behind the local AWS"
)
NEXT: Final = """\
Deployed in {seconds:.0f} s to {endpoint}, which is no AWS but moto; see it with any client of AWS:
  AWS_ENDPOINT_URL={endpoint} AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox
Next: change something and `make diff`; `make up` deploys the change; `make down` ends it all."""


def up(console: Console) -> None:
    """Deploy the environment to the local AWS, which is started unless it runs.

    Raises:
        ConfigError: The environment file or an application has mistakes.
        Failure: A step failed. The local AWS goes on, so that one can look and try again.
        KeyboardInterrupt: Interrupted. A local AWS that this call started is stopped.
    """
    began = time.monotonic()
    config = load_platform(environment_name()).config
    running = _running(console)
    try:
        server = running or _start(console, config)
        variables = sandbox_environment(config, server.endpoint)
        _bootstrap(console, variables)
        cdktf = Cdktf(variables=variables, keeps_state=running is not None)
        _synthesize(console, cdktf)
        _deploy(console, cdktf)
    except KeyboardInterrupt:
        if running:
            console.print("Interrupted. The local AWS runs on; `make up` goes on from here.")
        else:
            _end(local_aws.find(RECORD))
            console.print("Interrupted: everything is stopped, nothing is left.")
        raise
    _show_outputs(console)
    seconds = time.monotonic() - began
    console.print(NEXT.format(seconds=seconds, endpoint=server.endpoint))


def diff(console: Console) -> bool:
    """Show what a deployment would change, stack by stack; return whether it is anything.

    Raises:
        ConfigError: The environment file or an application has mistakes.
        Failure: A plan failed.
        Refusal: There is no sandbox to compare with.
    """
    config = load_platform(environment_name()).config
    server = local_aws.find(RECORD)
    if server is None:
        raise Refusal("No sandbox runs, so there is nothing to compare with. Begin with `make up`.")
    cdktf = Cdktf(variables=sandbox_environment(config, server.endpoint))
    _synthesize(console, cdktf)
    changed = [_diff_of(console, cdktf, stack) for stack in read_manifest(OUTPUT)]
    return any(changed)


def down(console: Console) -> None:
    """Stop the local AWS, and remove what a deployment to it left behind."""
    server = local_aws.find(RECORD)
    _end(server)
    stopped = "The local AWS is stopped, and what it held is gone."
    console.print(stopped if server else "No sandbox runs.")


def _running(console: Console) -> ServerRecord | None:
    server = local_aws.find(RECORD)
    if server:
        console.print(f"the local AWS runs at {server.endpoint}")
    elif SANDBOX.exists():
        console.print("The last local AWS is gone, and what it held with it: starting afresh.")
        _end(None)
    return server


def _start(console: Console, config: EnvironmentConfig) -> ServerRecord:
    with console.status("starting the local AWS"):
        server = local_aws.start(config, RECORD, LOGS / "server.log")
    console.print(f"the local AWS listens at {server.endpoint}")
    return server


def _end(server: ServerRecord | None) -> None:
    if server:
        local_aws.stop(server, RECORD)
    shutil.rmtree(SANDBOX, ignore_errors=True)


def _bootstrap(console: Console, variables: dict[str, str]) -> None:
    log = LOGS / "bootstrap.log"
    with console.status("creating the state bucket and the lock table"):
        try:
            children.run(
                [sys.executable, "-m", "ops.bootstrap"],
                variables=variables,
                log=log,
                on_line=lambda _: None,
                grace_seconds=0,
            )
        except Failure as failure:
            raise Failure(f"{log.read_text(encoding='utf-8')}\n{failure}") from failure
    console.print("the state bucket and the lock table are there")


def _synthesize(console: Console, cdktf: Cdktf) -> None:
    """Write the stacks, as far as a local AWS can take them."""
    with console.status("synthesizing"):
        cdktf.run("synth", on_line=lambda _: None)
        try:
            left_out = keep_aws_half(OUTPUT)
        except TerraformJsonError as error:
            raise Failure(f"cdktf did not synthesize what it should: {error}.") from error
    for stack, count in left_out.items():
        console.print(INSIDE.format(stack=stack, count=count))


def _deploy(console: Console, cdktf: Cdktf) -> None:
    progress = DeploymentProgress()
    with console.status(str(progress)) as status:

        def tell(line: str) -> None:
            step = progress.read(line)
            if step:
                console.print(step)
            status.update(str(progress))

        cdktf.run(
            "deploy",
            "*",
            "--skip-synth",
            "--auto-approve",
            "--no-color",
            WITHOUT_LOCK,
            "--outputs-file",
            str(OUTPUTS),
            on_line=tell,
        )


def _show_outputs(console: Console) -> None:
    # An ARN that does not fit is of use only as a whole.
    table = Table("stack", *(Column(name, overflow="fold") for name in ("output", "value")))
    for stack, values in _outputs().items():
        for name, value in values.items():
            table.add_row(stack, name, _lines(value))
        table.add_section()
    console.print(table)


def _outputs() -> Json:
    try:
        return read_object(OUTPUTS)
    except TerraformJsonError as error:
        raise Refusal(f"{error}. Run `make up` again.") from error


def _lines(value: object) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {item}" for key, item in value.items())
    return "\n".join(value) if isinstance(value, list) else str(value)


def _diff_of(console: Console, cdktf: Cdktf, stack: str) -> bool:
    blocks = Blocks()
    texts: list[str] = []
    with console.status(f"comparing {stack}"):
        cdktf.run(
            "diff",
            stack,
            "--skip-synth",
            "--ignore-missing-stack-dependencies",
            "--no-color",
            WITHOUT_LOCK,
            on_line=lambda line: texts.append(blocks.text(line)),
        )
    unchanged = any(text.startswith(NO_CHANGES) for text in texts)
    told = ["no changes"] if unchanged else plan_in(texts)
    console.print(f"{stack}:", "\n".join(told))
    return not unchanged
