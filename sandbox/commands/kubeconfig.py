"""Lets a person's own shell use the sandbox."""

import os
import shlex

from rich.console import Console

from ops.command import Refusal
from ops.programs import BIN
from sandbox.commands.server import required_server
from sandbox.environment import without_proxy
from sandbox.inside import cluster_half
from sandbox.paths import CREDENTIALS, KUBECONFIG

# A shell's own keys and profile come before a file of credentials.
_UNSET = "AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"
HINT = """\
# Use it with: eval "$(make kubeconfig)"
# kubectl then is the cluster's administrator; it is the deploy role, by AWS's command line, after
# the output `kubectl_command` of the stack k8s."""


def kubeconfig(console: Console) -> None:
    """Write a kubeconfig file, and print the lines of a shell that make clients use the sandbox.

    The file is a copy: `aws eks update-kubeconfig` writes into it.

    Raises:
        Refusal: There is no sandbox, or no cluster in it yet.
    """
    server = required_server("there is nothing to use")
    cluster = cluster_half.cluster()
    if not cluster.kubeconfig.exists():
        raise Refusal("The cluster is not there yet: `make up` makes it.")
    KUBECONFIG.touch(mode=0o600)
    KUBECONFIG.write_bytes(cluster.kubeconfig.read_bytes())
    variables = {
        "KUBECONFIG": str(KUBECONFIG.resolve()),
        "AWS_ENDPOINT_URL": server.endpoint,
        "AWS_REGION": server.region,
        "AWS_SHARED_CREDENTIALS_FILE": str(CREDENTIALS.resolve()),
        "AWS_CONFIG_FILE": os.devnull,
        **without_proxy(),
    }
    console.print(HINT)
    console.print(f"unset {_UNSET}")
    console.print(f'export PATH={shlex.quote(str(BIN))}:"$PATH"')
    for name, value in variables.items():
        console.print(f"export {name}={shlex.quote(value)}")
