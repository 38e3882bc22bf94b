"""The actions of the applications' services by which one of them would give rights to others."""

from typing import Final

from config.aws.actions import actions_of

_BY_DEFAULT: Final = {
    "dynamodb": ("DeleteResourcePolicy", "PutResourcePolicy", "UpdateAbacStatus"),
    "kinesis": ("DeleteResourcePolicy", "PutResourcePolicy"),
    "s3": (
        "AssociateAccessGrants*", "BypassGovernanceRetention", "CreateAccessGrant*",
        "DeleteAccessGrant*", "DeleteAccessPointPolicy*", "DeleteBucketPolicy",
        "DissociateAccessGrants*", "ObjectOwnerOverrideToBucketOwner", "Put*Acl", "Put*Policy*",
        "Put*PublicAccessBlock", "PutBucketOwnershipControls", "UpdateAccessGrants*",
    ),
    "sns": (
        "AddPermission", "CreateTopic", "PutDataProtectionPolicy", "RemovePermission",
        "SetTopicAttributes",
    ),
    "sqs": ("AddPermission", "CreateQueue", "RemovePermission", "SetQueueAttributes"),
}  # fmt: skip
"""Those of the services that applications may use by default, so that AWS's list, which takes a
fifth of a second to read, is read for other services only. A test holds them to the list."""


def giving_patterns(service: str) -> tuple[str, ...]:
    """Return patterns that match the actions of a service that give rights, and no other."""
    if service in _BY_DEFAULT:
        return tuple(f"{service}:{name}" for name in _BY_DEFAULT[service])
    return tuple(action.name for action in actions_of(service) if action.gives_rights)
