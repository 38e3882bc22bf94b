"""A client of the local AWS, as nobody in particular."""

from typing import Any, Final

import boto3
from botocore.config import Config

# moto takes any key for the account's own.
ANYBODY: Final = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox"}


def client_of(service: str, region: str, endpoint: str) -> Any:  # noqa: ANN401 - one type a service
    """Return a client.

    Args:
        service: Such as `s3`.
        region: The region.
        endpoint: The URL of the local AWS.
    """
    session: Any = boto3.Session(region_name=region, **ANYBODY)  # type: ignore[arg-type]
    # No proxy, whatever the user's environment says.
    return session.client(service, endpoint_url=endpoint, config=Config(proxies={}))
