"""What the tests of applications' rights share."""

from collections.abc import Callable
from typing import Any

from config.errors import Mistake

Json = dict[str, Any]
Judge = Callable[..., list[Mistake]]

OBJECTS = "arn:aws:s3:::staging-shop-pictures/*"
BUCKET = "arn:aws:s3:::staging-shop-pictures"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:staging-shop-orders"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/staging-shop"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/0b4c1e2f-3a5d-4c6b-8d7e-9f0a1b2c3d4e"

FORM = "is not written as it must be"
OWN = "is not named as the application's own"


def asks(actions: str | list[str], resources: str | list[str]) -> Json:
    """Return a statement with one action or several, on one resource or several."""
    listed = [[text] if isinstance(text, str) else text for text in (actions, resources)]
    return {"actions": listed[0], "resources": listed[1]}
