"""Environment variables, files and arguments: where they come from, and how large they may be."""

from collections.abc import Iterator
from typing import Final

from config.applications.chart_values import ChartValues
from config.applications.rules.resources import seconds
from config.errors import Mistake
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
    plain, secret = values.effective["env"], values.effective["secretEnv"]
    for name in sorted(set(plain) & set(secret)):
        yield values.mistake(
            ("env", name),
            "is set by secretEnv too",
            allowed="every name once",
            remedy="remove one of the two",
        )


def secret_keys(values: ChartValues) -> Iterator[Mistake]:
    """Refuse a key that the application's own Secret does not have."""
    fetched = values.effective["externalSecret"]["data"]
    for name, reference in values.effective["secretEnv"].items():
        if "secret" not in reference and reference["key"] not in fetched:
            yield values.mistake(
                ("secretEnv", name, "key"),
                "is not in the application's own Secret",
                allowed=", ".join(sorted(fetched)) or "no key, as externalSecret.data is empty",
                remedy="add the key to externalSecret.data, or name another Secret in `secret`",
            )


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
    size = sum(_bytes(text) for text in values.effective["config"]["files"].values())
    if size > LARGEST_TOTAL:
        yield values.mistake(
            ("config", "files"),
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
    for key in ("command", "args"):
        for index, text in enumerate(values.effective[key]):
            yield (key, index), _bytes(text) + len("\0")
    for name, text in values.effective["env"].items():
        yield ("env", name), _bytes(name) + _bytes(text) + len("=\0")


def _bytes(text: str) -> int:
    return len(text.encode())
