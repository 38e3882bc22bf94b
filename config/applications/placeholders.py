"""The texts that an application's files leave to the platform, such as `$(platform.domain)`.

An environment is then no reason for a file of its own. The form is Kubernetes's for variables in a
container's arguments, escape included: `$$(platform.domain)` arrives as `$(platform.domain)`.
https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from config.errors import Mistake
from config.model import EnvironmentConfig
from config.yaml.reader import CDKTFS_OWN
from config.yaml.source import KeyPath, YamlDocument

_UNKNOWN = "unknown"
"""Stands for a placeholder that is refused, so that its text has no further mistake by it."""
_PLACEHOLDER = re.compile(r"(\$?)\$\(platform\.([^()]*)\)")


@dataclass(frozen=True, kw_only=True)
class Placeholders:
    """The values of the placeholders in one environment.

    Attributes:
        environment: Its name.
        domain: The domain of its hosts.
        region: Its AWS region.
        account_id: Its AWS account.
    """

    environment: str
    domain: str
    region: str
    account_id: str

    @classmethod
    def of(cls, config: EnvironmentConfig) -> "Placeholders":
        """Return those of an environment."""
        return cls(
            environment=config.name,
            domain=config.dns.domain,
            region=config.region,
            account_id=config.account_id,
        )

    @classmethod
    def stand_ins(cls, environment: str) -> "Placeholders":
        """Return values for an environment whose own file has mistakes.

        They only serve to find the mistakes of the applications as well.
        """
        return cls(
            environment=environment,
            domain="example.com",
            region="us-east-1",
            account_id="111122223333",
        )

    def fill(self, document: YamlDocument) -> tuple[YamlDocument, list[Mistake]]:
        """Return a document with every placeholder filled in, and the mistakes in placeholders.

        Keys have none: what a file sets does not depend on the environment's name.
        """
        mistakes = list(_in_keys(document, document.data, ()))
        known = asdict(self)

        def fill(text: str, path: KeyPath) -> str:
            mistakes.extend(_unknown(document, path, text))
            filled = _PLACEHOLDER.sub(
                lambda found: found[0][1:] if found[1] else known.get(found[2], _UNKNOWN), text
            )
            if CDKTFS_OWN in filled:
                mistakes.append(
                    document.mistake(
                        path,
                        f"holds {CDKTFS_OWN}, which is CDKTF's own, once it is filled in",
                        allowed="any other text",
                        remedy="write the text in another way",
                    )
                )
            return filled

        return replace(document, data=_each_text(document.data, (), fill)), mistakes


def _unknown(document: YamlDocument, path: KeyPath, text: str) -> Iterator[Mistake]:
    known = [field.name for field in fields(Placeholders)]
    for escape, name in _PLACEHOLDER.findall(text):
        if not escape and name not in known:
            yield document.mistake(
                path,
                f"has the placeholder $(platform.{name}), which the platform does not fill in",
                allowed=", ".join(f"$(platform.{each})" for each in known),
                remedy="correct the name, or write $$( where the text itself is meant",
            )


def _in_keys(document: YamlDocument, data: object, path: KeyPath) -> Iterator[Mistake]:
    """Yield a mistake for each key that has a placeholder, which would arrive as it is written."""
    for part, value in _parts(data):
        here = (*path, part)
        if isinstance(part, str) and any(not escape for escape, _ in _PLACEHOLDER.findall(part)):
            yield document.mistake(
                here,
                "is a key with a placeholder, which the platform fills in in values only",
                allowed="keys that are the same in every environment",
                remedy="write the key out, in a file of the environment if need be",
            )
        yield from _in_keys(document, value, here)


def _parts(data: object) -> Iterator[tuple[str | int, object]]:
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)


def _each_text(data: Any, path: KeyPath, change: Callable[[str, KeyPath], str]) -> Any:  # noqa: ANN401 - plain data
    if isinstance(data, str):
        return change(data, path)
    if isinstance(data, dict):
        return {key: _each_text(value, (*path, key), change) for key, value in data.items()}
    if isinstance(data, list):
        return [_each_text(item, (*path, index), change) for index, item in enumerate(data)]
    return data
