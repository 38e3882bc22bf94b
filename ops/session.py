"""Credentials of an environment's account, and of no other."""

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from config.model import EnvironmentConfig
from ops.command import Refusal


def session_of(config: EnvironmentConfig) -> boto3.Session:
    """Return a session in the account and the region of an environment.

    Raises:
        Refusal: There are no credentials that AWS accepts, or they are of another account.
    """
    try:
        session = boto3.Session(region_name=config.region)
        caller = session.client("sts").get_caller_identity()
    # The last comes of an endpoint that is no URL.
    except (BotoCoreError, ClientError, ValueError) as error:
        raise Refusal(
            f"AWS does not accept these credentials, or there are none: {error}\n"
            f"Needed are credentials of the account {config.account_id}: log in, or choose them"
            " with AWS_PROFILE."
        ) from error
    if caller["Account"] != config.account_id:
        raise Refusal(
            f"The credentials are of the account {caller['Account']} ({caller['Arn']}), but"
            f" {config.name} belongs in {config.account_id} (account_id in its file). Choose other"
            " credentials (AWS_PROFILE) or another environment (PLATFORM_ENV)."
        )
    return session
