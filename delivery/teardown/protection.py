"""Refuses a teardown that protections, or databases on the environment's network, forbid.

All of it is told at once, before anything is changed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from config.environment import read_environment
from config.errors import Mistake
from config.yaml.source import KeyPath
from delivery.account import Account
from delivery.states import State
from delivery.teardown.controllers import load_balancers
from ops.command import Refusal
from terraform_json.stack import resources
from terraform_json.types import Json

DATABASE: Final = "aws_rds_cluster"
_DEPLOY: Final = "write what is allowed, and deploy it"
_EARLIER: Final = """\
The database cluster {database} stands on the network of {environment}, and no state knows it, as
after a restore (docs/runbooks/aurora-restore.md).
  remedy:  delete its instances (aws rds delete-db-instance --db-instance-identifier <each>), then
           aws rds delete-db-cluster --db-cluster-identifier {database} \
--final-db-snapshot-identifier <name>"""
_DEPLOYED: Final = "it is in the file: deploy it"


def refuse_if_protected(
    account: Account, stacks: Mapping[str, Json], states: Mapping[str, State]
) -> None:
    """Return if nothing forbids a teardown.

    Args:
        account: The environment's account.
        stacks: Terraform's JSON of each stack, by the stack's name.
        states: Their states.

    Raises:
        BotoCoreError, ClientError: AWS does not answer, or refuses.
        Refusal: Something forbids it: all of it is in the message, with the lines to change.
    """
    mistakes = list(_mistakes(account, stacks, states))
    told = [str(each) for each in mistakes] + list(_earlier_databases(account, states))
    if told:
        raise Refusal("\n\n".join([*told, "Nothing was destroyed."]))


def _mistakes(
    account: Account, stacks: Mapping[str, Json], states: Mapping[str, State]
) -> Iterator[Mistake]:
    config, document = account.config, read_environment(account.config.name)

    def mistake(path: KeyPath, problem: str, *, written: bool) -> Mistake:
        remedy = _DEPLOY if written else _DEPLOYED
        return document.mistake(path, problem, allowed="false", remedy=remedy)

    kept = [
        address
        for name, stack in stacks.items()
        for address, block in resources(stack).items()
        if block.get("lifecycle", {}).get("prevent_destroy") and address in states[name].resources
    ]
    if config.production or kept:
        problem = f"keeps what must not be lost: {', '.join(kept) or 'nothing that stands now'}"
        yield mistake(("production",), problem, written=config.production)
    if databases := [name for name, is_protected in _databases(account, states) if is_protected]:
        problem = f"lets AWS refuse to delete the database {', '.join(databases)}"
        path = ("database", "deletion_protection")
        yield mistake(path, problem, written=config.database.deletion_protection)
    if balancers := [each.name for each in load_balancers(account) if each.is_protected]:
        problem = f"lets AWS refuse to delete the load balancer {', '.join(balancers)}"
        path = ("load_balancer", "deletion_protection")
        yield mistake(path, problem, written=config.load_balancer.deletion_protection)


def _databases(account: Account, states: Mapping[str, State]) -> Iterator[tuple[str, bool]]:
    """Yield the clusters that stand and a state knows, and whether each is protected."""
    known = set(known_databases(states))
    for each in _clusters(account):
        if each["DBClusterIdentifier"] in known:
            yield each["DBClusterIdentifier"], each.get("DeletionProtection", False)


def known_databases(states: Mapping[str, State]) -> list[str]:
    """Return the identifiers of the database clusters that the states know."""
    found = [each for state in states.values() for each in state.resources.values()]
    return [each.identifier for each in found if each.kind == DATABASE]


def _earlier_databases(account: Account, states: Mapping[str, State]) -> Iterator[str]:
    """Yield what to do about clusters that stand on the network and that no state knows."""
    known = known_databases(states)
    groups = {
        each.identifier
        for state in states.values()
        for each in state.resources.values()
        if each.kind == "aws_db_subnet_group"
    }
    for each in _clusters(account):
        name = each["DBClusterIdentifier"]
        if each.get("DBSubnetGroup") in groups and name not in known:
            yield _EARLIER.format(database=name, environment=account.config.name)


def _clusters(account: Account) -> list[Any]:
    return list(account.pages("rds", "describe_db_clusters", "DBClusters"))
