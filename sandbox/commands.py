"""What the commands of the sandbox do."""

import shutil
import sys
import time
from functools import partial
from typing import Final

from rich.console import Console
from rich.status import Status
from rich.table import Column, Table

from config.environment import environment_name
from config.model import EnvironmentConfig
from config.platform import load_platform
from ops.command import Failure, Refusal
from ops.terraform import has_providers
from sandbox import children, cluster_half, local_aws
from sandbox.aws_half import INSIDE_THE_CLUSTER, keep_aws_half
from sandbox.cdktf import Cdktf
from sandbox.environment import sandbox_environment
from sandbox.kubernetes.api import Api
from sandbox.paths import CREDENTIALS, KUBERNETES, LOGS, OUTPUT, OUTPUTS, RECORD, SANDBOX
from sandbox.principals import write_credentials
from sandbox.progress import NO_CHANGES, Blocks, DeploymentProgress, plan_in
from sandbox.record import ServerRecord
from sandbox.status import by_zone, settled, table_of
from sandbox.steps import Change
from terraform_json.json_object import read_object
from terraform_json.manifest import read_manifest
from terraform_json.types import Json, TerraformJsonError

# Synthesis locks the providers already, and completing a lock takes the registry.
WITHOUT_LOCK: Final = "--skip-provider-lock"
HALVES: Final = (
    "The Helm and the Kubernetes provider are not in the mirror: Terraform deploys what"
    " is AWS's, and helm and kubectl what is inside the cluster."
)
SETTLING_SECONDS: Final = 300
"""How long pods may take to become ready; the table then says which are not."""
LEFT_OUT: Final = "left out, for their charts have to be fetched (addons.charts_folder): {names}"
NEXT: Final = """\
Deployed in {seconds:.0f} s. See it with kubectl and any client of AWS:
  export KUBECONFIG=$PWD/{kubeconfig} AWS_ENDPOINT_URL={endpoint} AWS_REGION={region} \\
      AWS_SHARED_CREDENTIALS_FILE=$PWD/{credentials}
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
        write_credentials(config, server.endpoint, CREDENTIALS)
        variables = sandbox_environment(config, server.endpoint, CREDENTIALS)
        _bootstrap(console, variables)
        cdktf = Cdktf(variables=variables, keeps_state=running is not None)
        _synthesize(console, cdktf)
        _deploy(console, cdktf)
        _install(console, variables)
    except KeyboardInterrupt:
        if running:
            console.print("Interrupted. The local AWS runs on; `make up` goes on from here.")
        else:
            _end(local_aws.find(RECORD))
            console.print("Interrupted: everything is stopped, nothing is left.")
        raise
    _show_cluster(console)
    console.print(
        NEXT.format(
            seconds=time.monotonic() - began,
            endpoint=server.endpoint,
            region=config.region,
            kubeconfig=KUBERNETES / "admin.kubeconfig",
            credentials=CREDENTIALS,
        )
    )


def diff(console: Console) -> bool:
    """Show what a deployment would change, stack by stack; return whether it is anything.

    Raises:
        ConfigError: The environment file or an application has mistakes.
        Failure: A plan failed.
        Refusal: There is no sandbox to compare with.
    """
    config = load_platform(environment_name()).config
    server = _found("there is nothing to compare with")
    variables = sandbox_environment(config, server.endpoint, CREDENTIALS)
    cdktf = Cdktf(variables=variables)
    _synthesize(console, cdktf)
    changed = [_diff_of(console, cdktf, stack) for stack in read_manifest(OUTPUT)]
    return any([*changed, _diff_inside(console, variables)])


def status(console: Console) -> None:
    """Show the nodes and the applications' pods by zone.

    Raises:
        Failure: The control plane does not answer.
        Refusal: There is no sandbox.
    """
    server = _found("there is nothing to show")
    console.print(f"the local AWS runs at {server.endpoint}")
    _show_cluster(console)


def outputs(console: Console) -> None:
    """Show the outputs of every stack.

    Raises:
        Refusal: Nothing is deployed.
    """
    # An ARN that does not fit is of use only as a whole.
    table = Table("stack", *(Column(name, overflow="fold") for name in ("output", "value")))
    for stack, values in _outputs().items():
        for name, value in values.items():
            table.add_row(stack, name, _lines(value))
        table.add_section()
    console.print(table)


def down(console: Console) -> None:
    """Stop the local AWS, and remove what a deployment to it left behind."""
    server = local_aws.find(RECORD)
    _end(server)
    stopped = "The local AWS and its cluster are stopped, and what they held is gone."
    console.print(stopped if server else "No sandbox runs.")


def _found(so: str) -> ServerRecord:
    server = local_aws.find(RECORD)
    if server is None:
        raise Refusal(f"No sandbox runs, so {so}. Begin with `make up`.")
    return server


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
        server = local_aws.start(config, RECORD, LOGS / "server.log", kubernetes=KUBERNETES)
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
    """Write the stacks, as far as Terraform can take them."""
    with console.status("synthesizing"):
        cdktf.run("synth", on_line=lambda _: None)
        if has_providers(*INSIDE_THE_CLUSTER):
            return
        try:
            left_out = keep_aws_half(OUTPUT)
        except TerraformJsonError as error:
            raise Failure(f"cdktf did not synthesize what it should: {error}.") from error
    if left_out:
        console.print(HALVES)


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
        _await_pods(console)


def _await_pods(console: Console) -> None:
    """Wait until the autoscalers have brought the pods to their minimum."""
    cluster = cluster_half.cluster()
    api = Api(cluster.url, cluster.directory / "pki")
    deadline = time.monotonic() + SETTLING_SECONDS
    with console.status("waiting until the applications' pods are ready"):
        while not settled(api) and time.monotonic() < deadline:
            time.sleep(1)


def _tell(status: Status, change: Change) -> None:
    status.update(f"{change.action} {change.address}")


def _show_cluster(console: Console) -> None:
    cluster = cluster_half.cluster()
    if cluster.directory.exists():
        console.print(table_of(by_zone(Api(cluster.url, cluster.directory / "pki"))))


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
