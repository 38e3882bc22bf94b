"""The steps of a teardown, each of which does nothing where it is done already."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from config.provider_locks import INSIDE_THE_CLUSTER
from delivery.account import Account
from delivery.states import State, read_states, refuse_unless_of
from delivery.teardown.controllers import load_balancers, network_leftovers, volumes
from delivery.teardown.protection import DATABASE, refuse_if_protected
from delivery.teardown.readers import added_readers, delete_added_readers, stop_adding
from delivery.teardown.waiting import Clock
from delivery.terraform import Terraform
from ops.command import Failure
from ops.synthesized import refused_unless_synthesized
from terraform_json.manifest import Stack, read_manifest
from terraform_json.order import in_order
from terraform_json.stack import provider_of, resources
from terraform_json.types import Json

_CLUSTER: Final = "aws_eks_cluster"
_INGRESSES: Final = ("kubernetes_ingress", "kubernetes_service")
_APPLICATIONS: Final = "apps"
"""The construct of the applications, the first below its stack."""


@dataclass(frozen=True, kw_only=True)
class Teardown:
    """The teardown of an environment.

    Attributes:
        account: The environment's account.
        folder: The folder that synthesis wrote.
        clock: How long it may take.
        terraform: Returns Terraform in a folder.
    """

    account: Account
    folder: Path
    clock: Clock
    terraform: Callable[[Path], Terraform]

    @refused_unless_synthesized()
    def checked(self) -> dict[str, Stack]:
        """Return the stacks, each before all that it depends on, if nothing forbids a teardown.

        Raises:
            Failure: AWS does not answer, or a state cannot be read.
            Refusal: The folder is not what synthesis wrote, or of another environment, or
                something is protected.
        """
        manifest = read_manifest(self.folder)
        stacks = {name: stack.read() for name, stack in manifest.items()}
        refuse_unless_of(self.account.config, self.folder, stacks)
        states = read_states(self.account.config, self.account.session, stacks)
        try:
            refuse_if_protected(self.account, stacks, states)
        except (BotoCoreError, ClientError) as error:
            raise Failure(f"AWS does not say what is protected: {error}") from error
        order = in_order({name: stack.dependencies for name, stack in manifest.items()})
        return {name: manifest[name] for name in reversed(order)}

    def run(self, stacks: Mapping[str, Stack]) -> Iterator[str]:
        """Take stacks down in their order, and yield in a line what is done next.

        Raises:
            Failure: Something stays, or the time is over. What is done stays done.
        """
        try:
            for stack in stacks.values():
                yield from self._stack(stack)
        except (BotoCoreError, ClientError) as error:
            raise Failure(
                f"AWS does not answer: {error}\nGive the command again: it goes on from here."
            ) from error

    def _stack(self, stack: Stack) -> Iterator[str]:
        data = stack.read()
        has_cluster = any(address.startswith(f"{_CLUSTER}.") for address in resources(data))
        if has_cluster:
            yield from self._inside(stack, data)
        for database in self._identifiers(stack, DATABASE):
            yield from self._readers(stack, database)
        if self._state(stack).resources:
            yield f"{stack.name}: destroys what is left of it"
            self._destroy(stack)
        else:
            yield f"{stack.name}: nothing of it is in its state"
        if has_cluster:
            vpc = next((id_ for each in self._states() for id_ in _of(each, "aws_vpc")), "")
            yield f"{stack.name}: waits until its network interfaces and security groups are gone"
            self.clock.await_end(partial(network_leftovers, self.account, vpc))

    def _inside(self, stack: Stack, data: Json) -> Iterator[str]:
        """Destroy what is inside a cluster: first what load balancers and users' volumes are for.

        The controllers that delete these in AWS come last, in the second step.
        """
        declared = resources(data)
        first = [
            each for each in self._in_cluster(stack) if _comes_first(stack.name, each, declared)
        ]
        if first:
            yield f"{stack.name}: destroys the applications and ingresses"
            self._destroy(stack, *first)
        yield f"{stack.name}: waits until the load balancers of its controllers are gone"
        self.clock.await_end(partial(load_balancers, self.account))
        if rest := self._in_cluster(stack):
            yield f"{stack.name}: destroys what else is inside the cluster"
            self._destroy(stack, *rest)
        yield f"{stack.name}: waits until the volumes of claims are gone"
        self.clock.await_end(partial(volumes, self.account))

    def _in_cluster(self, stack: Stack) -> list[str]:
        """Return the addresses of what a state knows inside the cluster."""
        known = self._state(stack).resources
        return [each for each in known if provider_of(each) in INSIDE_THE_CLUSTER]

    def _readers(self, stack: Stack, database: str) -> Iterator[str]:
        stop_adding(self.account, database)
        if names := delete_added_readers(self.account, database):
            yield f"{stack.name}: waits until the readers of autoscaling are gone: {len(names)}"
        # One may have been on its way.
        while delete_added_readers(self.account, database):
            self.clock.await_end(partial(added_readers, self.account, database))

    def _destroy(self, stack: Stack, *addresses: str) -> None:
        terraform = self.terraform(stack.folder)
        terraform.initialize()
        terraform.destroy(*addresses)

    def _state(self, stack: Stack) -> State:
        return read_states(self.account.config, self.account.session, [stack.name])[stack.name]

    def _states(self) -> list[State]:
        names = read_manifest(self.folder)
        return list(read_states(self.account.config, self.account.session, names).values())

    def _identifiers(self, stack: Stack, kind: str) -> list[str]:
        return _of(self._state(stack), kind)


def _of(state: State, kind: str) -> list[str]:
    return [each.identifier for each in state.resources.values() if each.kind == kind]


def _comes_first(stack: str, address: str, declared: Mapping[str, Json]) -> bool:
    """Return whether something inside a cluster is an application's, or brings users to it."""
    path = declared.get(address, {}).get("//", {}).get("metadata", {}).get("path", "")
    of_an_application = str(path).startswith(f"{stack}/{_APPLICATIONS}/")
    return of_an_application or address.startswith(_INGRESSES)
