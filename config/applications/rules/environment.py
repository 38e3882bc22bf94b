"""Environment variables, files and arguments: where they come from, and how large they may be."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from config.applications.chart_values import ChartValues
from config.applications.containers import containers
from config.applications.rules.companions import companions
from config.errors import Mistake
from config.quantities import seconds
from config.yaml.source import KeyPath

LARGEST_TEXT: Final = 128 * 1024
"""Bytes of one argument, or of a variable with its name, `=` and the NUL at the end, which Linux
gives to a program at most: MAX_ARG_STRLEN, https://man7.org/linux/man-pages/man2/execve.2.html"""
LARGEST_TOTAL: Final = 1024 * 1024
"""Bytes of a ConfigMap (https://kubernetes.io/docs/concepts/configuration/configmap/), and as many
for all texts of a container: etcd takes no object of more than 1.5 MiB."""

LEAST_REFRESH: Final = 60
"""Fewest seconds between two readings of an application's secrets."""


def variables(values: ChartValues) -> Iterator[Mistake]:
    """Refuse a variable that is set twice."""
    for path, own in _with_variables(values):
        for name in sorted(set(own.get("env", ())) & set(own.get("secretEnv", ()))):
            yield values.mistake(
                (*path, "env", name),
                "is set by secretEnv too",
                allowed="every name once",
                remedy="remove one of the two",
            )


def secret_keys(values: ChartValues) -> Iterator[Mistake]:
    """Refuse a key that the application's own Secret does not have."""
    fetched = values.effective["externalSecret"]["data"]
    for path, own in _with_variables(values):
        for name, reference in own.get("secretEnv", {}).items():
            if "secret" not in reference and reference["key"] not in fetched:
                yield values.mistake(
                    (*path, "secretEnv", name, "key"),
                    "is not in the application's own Secret",
                    allowed=", ".join(sorted(fetched)) or "no key, as externalSecret.data is empty",
                    remedy="add the key to externalSecret.data, or name another Secret in `secret`",
                )


def _with_variables(values: ChartValues) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Yield the values of the application and of each companion, after their place."""
    yield (), values.effective
    for container in companions(values):
        yield container.path, container.own


def refresh(values: ChartValues) -> Iterator[Mistake]:
    """Refuse secrets that are read so often that AWS refuses others'."""
    every = seconds(values.effective["externalSecret"]["refreshInterval"])
    if 0 < every < LEAST_REFRESH:
        yield values.mistake(
            ("externalSecret", "refreshInterval"),
            "asks AWS so often that its limit of calls, which is for all, comes near",
            allowed=f"{LEAST_REFRESH}s or longer, or 0s to read once",
            remedy="lengthen it; the default is 1h",
        )


def files_size(values: ChartValues) -> Iterator[Mistake]:
    """Refuse more than a ConfigMap holds."""
    data: dict[KeyPath, Mapping[str, str]] = {
        ("config", "files"): values.effective["config"]["files"]
    }
    for name, extra in values.effective["extraObjects"].items():
        data["extraObjects", name, "data"] = extra.get("data", {})
    for path, texts in data.items():
        size = sum(_bytes(text) for text in texts.values())
        if size > LARGEST_TOTAL:
            yield values.mistake(
                path,
                f"has {size:,} bytes, more than a ConfigMap may hold",
                allowed=f"up to {LARGEST_TOTAL:,} bytes in all files together",
                remedy="put large files into the image, or let the application fetch them",
            )


def texts_size(values: ChartValues) -> Iterator[Mistake]:
    """Refuse arguments and variables that no program can be started with."""
    sizes = dict(_sizes(values))
    for path, size in sizes.items():
        if size > LARGEST_TEXT:
            yield values.mistake(
                path,
                f"takes {size:,} bytes, with which Linux starts no program",
                allowed=f"up to {LARGEST_TEXT:,} bytes",
                remedy="put the text into a file of config.files",
            )
    total = sum(sizes.values())
    if total > LARGEST_TOTAL:
        yield values.mistake(
            ("env",),
            f"takes {total:,} bytes with command and args, more than Kubernetes keeps",
            allowed=f"up to {LARGEST_TOTAL:,} bytes together",
            remedy="put long texts into files of config.files",
        )


def _sizes(values: ChartValues) -> Iterator[tuple[KeyPath, int]]:
    everything: list[tuple[KeyPath, Mapping[str, Any]]] = [((), values.effective)]
    everything += [(each.path, each.own) for each in containers(values.effective) if each.path]
    for path, own in everything:
        for key in ("command", "args"):
            for index, text in enumerate(own.get(key, ())):
                yield (*path, key, index), _bytes(text) + len("\0")
        for name, text in own.get("env", {}).items():
            yield (*path, "env", name), _bytes(name) + _bytes(text) + len("=\0")


def _bytes(text: str) -> int:
    return len(text.encode())
