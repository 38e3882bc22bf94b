"""Init containers, sidecars and further objects: what they name, and how they are named."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from config.applications.chart_values import ChartValues
from config.applications.containers import Container, init_containers, sidecars
from config.applications.rules.serving import serves
from config.errors import Mistake
from config.yaml.source import KeyPath

APP: Final = "app"
"""The application's own container."""
CONFIG: Final = "config"
"""The name by which `mounts` call the files of `config`."""
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def names(values: ChartValues) -> Iterator[Mistake]:
    """Refuse two containers of one name."""
    seen = Counter([APP, *values.effective["sidecars"]])
    for index, container in enumerate(values.effective["initContainers"]):
        if seen[container["name"]]:
            yield values.mistake(
                ("initContainers", index, "name"),
                "is the name of another container of the pod",
                allowed=f"every name once, and {APP} is the application's own",
                remedy="rename one of the two",
            )
        seen[container["name"]] += 1


def mounts(values: ChartValues) -> Iterator[Mistake]:
    """Refuse to mount what the application does not have."""
    known = [
        *values.effective["volumes"],
        *([CONFIG] if values.effective["config"]["files"] else []),
    ]
    for container in companions(values):
        for name in container.own.get("mounts", ()):
            yield from _known(values, (*container.path, "mounts", name), name, known, "volume")


def ports(values: ChartValues) -> Iterator[Mistake]:
    """Refuse Ingresses and Services of ports that the application does not have."""
    own = ["http"] if serves(values.effective) else []
    known = [*own, *values.effective["extraPorts"]]
    for index, ingress in enumerate(values.effective["ingresses"]):
        if "port" in ingress:
            path: KeyPath = ("ingresses", index, "port")
            yield from _known(values, path, ingress["port"], known, "port")
    for name, extra in values.effective["extraObjects"].items():
        for index, port in enumerate(extra.get("ports", ())):
            path = ("extraObjects", name, "ports", index)
            yield from _known(values, path, port, known, "port")


def env_from(values: ChartValues) -> Iterator[Mistake]:
    """Refuse names that are none of variables, which Kubernetes passes over without a word."""
    sources: dict[str, tuple[str, Collection[str]]] = {
        "config": ("config.files", values.effective["config"]["files"]),
        "secret": ("externalSecret.data", values.effective["externalSecret"]["data"]),
    }
    for key, (where, given) in sources.items():
        wrong = sorted(name for name in given if not _VARIABLE.fullmatch(name))
        if values.effective["envFrom"][key] and (wrong or not given):
            yield values.mistake(
                ("envFrom", key),
                f"finds names in {where} that are none of variables: {', '.join(wrong)}"
                if wrong
                else f"finds nothing, as {where} is empty",
                allowed="one name or more of letters, digits and _, no digit first",
                remedy="rename these, or name the variables in env and secretEnv",
            )


def companions(values: ChartValues) -> Iterator[Container]:
    """Yield the sidecars and the init containers."""
    yield from sidecars(values.effective)
    yield from init_containers(values.effective)


def _known(
    values: ChartValues, path: KeyPath, name: str, known: Collection[str], what: str
) -> Iterator[Mistake]:
    if name not in known:
        yield values.mistake(
            path,
            f"names no {what} of the application",
            allowed=", ".join(sorted(known)) or "nothing, as it has none",
            remedy="correct the name, or add what it stands for",
        )
