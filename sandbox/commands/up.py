"""Deploys an environment to the sandbox."""

import sys
import time
from functools import partial
from typing import Final

from rich.console import Console
from rich.status import Status

from config.environment import environment_name
from config.platform import load_platform
from ops.command import Failure
from sandbox import children, cluster_half, local_aws
from sandbox.cdktf import Cdktf
from sandbox.changes import Change
from sandbox.commands.databases import jobs_told, show_databases
from sandbox.commands.server import current_server, end_server, start_server
from sandbox.commands.show import show_cluster
from sandbox.commands.synthesis import WITHOUT_LOCK, synthesize
from sandbox.environment import sandbox_environment
from sandbox.kubernetes.api import Api
from sandbox.paths import CREDENTIALS, KUBERNETES, LOGS, OUTPUT, OUTPUTS, RECORD
from sandbox.principals import write_credentials
from sandbox.progress import DeploymentProgress
from sandbox.status import settled
from terraform_json.manifest import read_manifest

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
    running = current_server(console)
    try:
        server = running or start_server(console, config)
        write_credentials(config, server.endpoint, CREDENTIALS)
        variables = sandbox_environment(config, server.endpoint, CREDENTIALS)
        _bootstrap(console, variables)
        cdktf = Cdktf(variables=variables, keeps_state=running is not None)
        synthesize(console, cdktf)
        with jobs_told():
            _deploy(console, cdktf)
            _install(console, variables)
    except KeyboardInterrupt:
        if running:
            console.print("Interrupted. The local AWS runs on; `make up` goes on from here.")
        else:
            end_server(local_aws.find(RECORD))
            console.print("Interrupted: everything is stopped, nothing is left.")
        raise
    show_cluster(console)
    show_databases(console)
    console.print(
        NEXT.format(
            seconds=time.monotonic() - began,
            endpoint=server.endpoint,
            region=config.region,
            kubeconfig=KUBERNETES / "admin.kubeconfig",
            credentials=CREDENTIALS,
        )
    )


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
