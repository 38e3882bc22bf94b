"""Finds releases over which Helm was killed: it refuses to touch them until somebody decides.

Helm keeps each revision of a release in a Secret with labels that say what became of it:
https://helm.sh/docs/topics/advanced/#storage-backends. Only the labels are asked for: a revision
holds the values of its release.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from ops.kubectl import Kubectl
from terraform_json.stack import resources
from terraform_json.types import Json

_LABELS: Final = ("name", "version", "status")
_REVISIONS: Final = ("get", "secrets", "--all-namespaces", "--selector=owner=helm", "--no-headers")
_UNFINISHED: Final = ("pending-install", "pending-upgrade", "pending-rollback", "uninstalling")
_ENDED: Final = ("deployed", "superseded")
"""The statuses of a revision that was installed as a whole."""


@dataclass(frozen=True, kw_only=True, order=True)
class Revision:
    """A revision of a release.

    Attributes:
        namespace: The release's namespace.
        name: The release.
        number: Its number, from 1.
        status: What became of it, in Helm's words.
        age: How old it is, as kubectl writes it, such as `12m`.
    """

    namespace: str
    name: str
    number: int
    status: str
    age: str

    @property
    def release(self) -> tuple[str, str]:
        """The namespace and the name of its release."""
        return self.namespace, self.name


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A release whose last revision was never finished.

    Attributes:
        last: That revision.
        way_out: The command that lets the next deploy go on.
    """

    last: Revision
    way_out: str

    def __str__(self) -> str:
        """Return it in a line, with its way out in another."""
        last = self.last
        return (
            f"{last.namespace}/{last.name}: revision {last.number} is {last.status},"
            f" for {last.age}\n  {self.way_out}"
        )


def releases_of(stack: Json) -> set[tuple[str, str]]:
    """Return the namespace and the name of each release of a stack."""
    return {
        (str(release["namespace"]), str(release["name"]))
        for address, release in resources(stack).items()
        if address.startswith("helm_release.")
    }


def pending(kubectl: Kubectl, releases: Collection[tuple[str, str]]) -> list[Pending]:
    """Return the releases among some that were never finished.

    Args:
        kubectl: The cluster.
        releases: The namespace and the name of each.

    Raises:
        Failure: The cluster does not answer.
    """
    columns = f"--label-columns={','.join(_LABELS)}"
    found = _revisions(kubectl.run(*_REVISIONS, columns))
    ours = sorted(each for each in found if each.release in releases)
    grouped = (list(group) for _, group in groupby(ours, lambda each: each.release))
    return [_pending(group) for group in grouped if group[-1].status in _UNFINISHED]


def _revisions(table: str) -> Iterator[Revision]:
    """Yield the revisions in kubectl's table, whose columns hold no spaces."""
    for line in table.splitlines():
        namespace, _, _, _, age, name, number, status = line.split()
        if number.isdigit():  # or Helm did not write the Secret
            yield Revision(
                namespace=namespace, name=name, number=int(number), status=status, age=age
            )


def _pending(revisions: Sequence[Revision]) -> Pending:
    """Return how a release gets out of it: back to what ran, or away where nothing ever did."""
    last = revisions[-1]
    good = [each.number for each in revisions if each.status in _ENDED]
    command = f"rollback {last.name} {good[-1]}" if good else f"uninstall {last.name}"
    if last.status == "uninstalling":
        command = f"uninstall {last.name}"
    return Pending(last=last, way_out=f"helm {command} --namespace {last.namespace} --wait")
