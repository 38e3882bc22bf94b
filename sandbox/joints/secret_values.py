"""The values of secrets in the Secrets Manager of the local AWS."""

import json

from moto.secretsmanager.exceptions import SecretNotFoundException
from moto.secretsmanager.models import secretsmanager_backends

from ops.command import Failure


def secret_property(account: str, arn: str, name: str) -> str:
    """Return a property of a secret that holds a JSON object, as external-secrets reads it.

    Args:
        account: The account of the local AWS.
        arn: The ARN of the secret.
        name: The property.

    Raises:
        Failure: There is no such secret, or it has no such property.
    """
    region = arn.split(":")[3]
    try:
        secret = secretsmanager_backends[account][region].get_secret_value(arn, "", "")
    except SecretNotFoundException as error:
        raise Failure(f"the local AWS has no secret {arn}") from error
    properties = json.loads(secret["SecretString"])
    if name not in properties:
        raise Failure(f"the secret {arn} has no property {name}, but: {', '.join(properties)}")
    return str(properties[name])
