"""Verifies the tokens of `aws eks get-token`: presigned calls of STS that name a cluster.

A token is the URL of a signed GetCallerIdentity, which on EKS an authenticator calls. Here the
signature is computed once more from the secret that the local STS or IAM holds for the access key:
moto's GetCallerIdentity takes any.
https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

PREFIX: Final = "k8s-aws-v1."
CLUSTER_HEADER: Final = "x-k8s-aws-id"
SIGNED_AT: Final = "%Y%m%dT%H%M%SZ"
VALID: Final = timedelta(minutes=15)
"""How long a token is taken after it was signed, whatever it says itself."""


class TokenError(ValueError):
    """A token that names nobody here. The message says why."""


def caller_of(token: str, *, cluster: str, endpoint: str, account: str, partition: str) -> str:
    """Return the ARN of the principal that a token stands for.

    Args:
        token: The token.
        cluster: The cluster that it has to name.
        endpoint: The URL of the local AWS, for which it has to be signed.
        account: The account of the local AWS.
        partition: Its partition.

    Raises:
        TokenError: It is no token of that cluster, has expired, or is signed by nobody known here.
    """
    try:
        return _caller(_url(token), cluster, endpoint, account, partition)
    except TokenError:
        raise
    except ValueError as error:
        raise TokenError(f"the token is not one: {error}") from error


def _caller(url: str, cluster: str, endpoint: str, account: str, partition: str) -> str:
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    if f"{parts.scheme}://{parts.netloc}" != endpoint:
        raise TokenError(f"the token is not signed for {endpoint}")
    if query.get("Action") != ["GetCallerIdentity"]:
        raise TokenError("the token is no call of GetCallerIdentity")
    if CLUSTER_HEADER not in _first(query, "X-Amz-SignedHeaders").split(";"):
        raise TokenError("the token names no cluster")
    signed = datetime.strptime(_first(query, "X-Amz-Date"), SIGNED_AT).replace(tzinfo=UTC)
    if abs(datetime.now(UTC) - signed) > VALID:
        raise TokenError(f"the token was signed at {signed}, more than 15 minutes from now")
    key, _, region, service, _ = _first(query, "X-Amz-Credential").split("/")
    arn, credentials = _principal(key, account, partition)
    if credentials.token and _first(query, "X-Amz-Security-Token") != credentials.token:
        raise TokenError("the token is of another session")
    if _signature(url, credentials, cluster, signed, (region, service)) != _first(
        query, "X-Amz-Signature"
    ):
        raise TokenError("the token is not signed by its access key for this cluster")
    return arn


def _url(token: str) -> str:
    if not token.startswith(PREFIX):
        raise TokenError("the token is none of `aws eks get-token`")
    coded = token.removeprefix(PREFIX)
    try:
        return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise TokenError("the token holds no URL") from error


def _first(query: dict[str, list[str]], name: str) -> str:
    if name not in query:
        raise TokenError(f"the token has no {name}")
    return query[name][0]


def _principal(key: str, account: str, partition: str) -> tuple[str, Credentials]:
    """Return whose an access key is, and the credentials that it belongs to."""
    assumed = sts_backends[account][partition].get_assumed_role_from_access_key(key)
    if assumed:
        secret = assumed.secret_access_key
        return assumed.arn, Credentials(key, secret, assumed.session_token)
    for user in list(iam_backends[account][partition].users.values()):
        for owned in user.access_keys:
            if owned.access_key_id == key and owned.status == "Active":
                return user.arn, Credentials(key, owned.secret_access_key)
    raise TokenError(f"the local AWS knows no access key {key}")


def _signature(
    url: str,
    credentials: Credentials,
    cluster: str,
    signed: datetime,
    scope: tuple[str, str],
) -> str:
    """Return the signature that the credentials give the call that a URL stands for."""
    region, service = scope
    unsigned = url.partition("&X-Amz-Signature=")[0]
    request = AWSRequest("GET", unsigned, headers={CLUSTER_HEADER: cluster})
    request.context["timestamp"] = signed.strftime(SIGNED_AT)
    signer = SigV4Auth(credentials, service, region)
    canonical = signer.canonical_request(request)
    return str(signer.signature(signer.string_to_sign(request, canonical), request))
