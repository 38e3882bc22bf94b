"""The applications of a platform, read off the values of their releases."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resilience.model.platform import Model
from resilience.survival.blocks import parts
from terraform_json.order import Part
from terraform_json.values import as_written, merged_values, release_values


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application: what its folder made of its release.

    Attributes:
        name: Its name, which is its release's and its namespace's.
        release: The resource.
        hosts: The host names under which it is reached from outside; none if it is not.
        calls: The applications that it calls.
        database: The host of its database, which leads to the cluster; None if it has none.
        replicated: Whether it has a Deployment.
        listens: Whether that has a port, which others may call.
        schedules: The names of its schedules.
    """

    name: str
    release: Part
    hosts: tuple[str, ...]
    calls: tuple[str, ...]
    database: str | None
    replicated: bool
    listens: bool
    schedules: tuple[str, ...]


def applications(model: Model) -> tuple[Application, ...]:
    """Return the applications of a platform, in the order of their names."""
    return tuple(sorted(_applications(model), key=lambda each: each.name))


def _applications(model: Model) -> Iterator[Application]:
    for part, block in parts(model.stacks, "helm_release"):
        # The platform gives each application its peers, even where it has none, and nobody else.
        if not any("peers" in text for text in block.get("values", ())):
            continue
        values = merged_values(release_values(block, as_written))
        peers = values.get("peers")
        replicated = (values.get("deployment") or {}).get("enabled") is not False
        if isinstance(peers, dict):
            yield Application(
                name=str(block.get("name")),
                release=part,
                hosts=tuple(str(each["host"]) for each in _listed(values, "ingresses")),
                calls=tuple(str(each) for each in peers.get("calls") or ()),
                database=(values.get("database") or {}).get("host"),
                replicated=replicated,
                # Left out, the chart has a port; null takes it away.
                listens=replicated and values.get("port", True) is not None,
                schedules=tuple(values.get("schedules") or ()),
            )


def _listed(values: dict[str, Any], key: str) -> list[dict[str, Any]]:
    return [each for each in values.get(key) or [] if isinstance(each, dict) and "host" in each]
