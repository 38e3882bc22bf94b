"""Checks of the interface endpoints by which the VPC reaches AWS's services."""

import re
from collections.abc import Iterator
from typing import Final

from config.errors import Mistake
from config.reading import list_at
from config.repetition import twice
from config.yaml.source import YamlDocument

_PATH: Final = ("network", "interface_endpoints")
_NAME: Final = re.compile(r"((cn\.)?com\.amazonaws\.)?([a-z]{2}(-[a-z]+)+-[0-9]\.)?(?P<service>.*)")
_BY_GATEWAY: Final = {
    "s3": "is reached by the gateway endpoint that every VPC here has, and which costs nothing",
    "dynamodb": "has no private DNS name behind an interface endpoint, so that AWS refuses it",
}
"""Services that have no use for an interface endpoint with private DNS, and why:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/privatelink-interface-endpoints.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-interface-endpoints.html"""


def endpoint_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield a mistake for each name that stands twice or that makes no endpoint."""
    yield from twice(document, _PATH)
    for index, name in enumerate(list_at(document, _PATH)):
        parts = _NAME.fullmatch(str(name))
        if parts and parts["service"] != name:
            yield document.mistake(
                (*_PATH, index),
                "has the prefix that the platform puts before the service",
                allowed="the name that follows `com.amazonaws.<region>.`",
                remedy=f"write `{parts['service']}`",
            )
        elif name in _BY_GATEWAY:
            yield document.mistake(
                (*_PATH, index),
                _BY_GATEWAY[name],
                allowed="services other than " + " and ".join(_BY_GATEWAY),
                remedy="remove it",
            )
