"""The command: `python -m ops.replace_nodes`, for the environment that `PLATFORM_ENV` names.

It drains the nodes that retire: those that a node group has under `retiring`, and those of a group
or a zone with `draining: true`. It is run between two deployments: the first makes the nodes that
take their place, the second deletes the empty groups. docs/decisions/0016-nodes.md says why.

Example: `PLATFORM_ENV=staging python -m ops.replace_nodes`.

Exit status: 0 when no node is left that retires; 1 when pods stay, which are named, or AWS or the
cluster failed (run it again); 2 when the command refuses, and then nothing was changed.
"""

from collections.abc import Iterator
from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from config.environment import environment_name, load_environment
from ops.command import Failure, Refusal, ends_well, plain_console, run
from ops.replace_nodes.drain import Cluster
from ops.replace_nodes.groups import Client, retiring_groups, take_nodes_away
from ops.session import session_of


def replace_nodes(eks: Client, name: str, cluster: Cluster, *, seconds: int) -> Iterator[str]:
    """Drain the nodes that retire, and yield what was done, line by line.

    Args:
        eks: A client of EKS.
        name: The cluster's name.
        cluster: The same cluster, by kubectl.
        seconds: How long the pods of a node are waited for.

    Raises:
        Failure: Pods are still there; the message names them. Nothing was forced.
    """
    nodes = {group: cluster.nodes(group) for group in retiring_groups(eks, name)}
    if not nodes:
        yield "No node group retires."
    # All at first, so that no pod moves from one of them to another.
    cluster.cordon([node for each in nodes.values() for node in each])
    stuck: list[str] = []
    for group, members in nodes.items():
        yield f"{group}: {len(members)} nodes"
        left = []
        for node in members:
            reasons = cluster.drain(node, seconds=seconds)
            yield f"  {node}: {f'{len(reasons)} pods stay' if reasons else 'drained'}"
            left += [f"{node}: {reason}" for reason in reasons]
        if not left:
            take_nodes_away(eks, name, group)
            yield "  is empty: the next deployment deletes it"
        stuck += left
    if stuck:
        raise Failure(
            "Pods stay on nodes that retire:\n  "
            + "\n  ".join(stuck)
            + "\nNothing was forced, and nothing new starts there. Mend what holds them, and run"
            " the command again."
        )


def main(
    seconds: Annotated[
        int, typer.Option(min=1, help="How long the pods of a node are waited for.")
    ] = 900,
) -> None:
    """Drain the nodes that retire, by their pods' disruption budgets."""
    console = plain_console()
    with ends_well():
        config = load_environment(environment_name())
        try:
            eks = session_of(config).client("eks")
            found = eks.describe_cluster(name=config.cluster_name)["cluster"]
            cluster = Cluster()
            if cluster.server != found["endpoint"]:
                raise Refusal(
                    f"kubectl uses {cluster.server}, which is not {config.cluster_name}. Run `aws"
                    f" eks update-kubeconfig --region {config.region} --name"
                    f" {config.cluster_name}`, or choose another environment (PLATFORM_ENV)."
                )
            for line in replace_nodes(eks, config.cluster_name, cluster, seconds=seconds):
                console.print(line)
        except (BotoCoreError, ClientError) as error:
            raise Failure(f"AWS failed: {error}\nRun the command again.") from error


if __name__ == "__main__":
    run(main, __doc__)
