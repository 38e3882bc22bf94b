"""Permissions of the EBS driver's controller: for volumes and snapshots that it made, no others.

The actions are those of the policy AmazonEBSCSIDriverPolicy, without volumes of other drivers:
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEBSCSIDriverPolicy.html. A
snapshot that somebody else took becomes a volume once it carries the driver's tag.
"""

from typing import Final

from config.location import Location
from constructs.iam.documents import Statement

SERVICE_ACCOUNT: Final = "ebs-csi-controller-sa"
_MADE_BY_THE_DRIVER: Final = "ebs.csi.aws.com/cluster"

_LOOK: Final = [
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeInstances",
    "ec2:DescribeSnapshots",
    "ec2:DescribeTags",
    "ec2:DescribeVolumeStatus",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
]


def ebs_csi_statements(location: Location) -> tuple[Statement, ...]:
    """Return the statements for the volumes of an account and region."""
    # Snapshots belong to no account as far as their ARNs go.
    snapshots = f"arn:{location.partition}:ec2:{location.region}::snapshot/*"
    volumes, instances = location.arn("ec2", "volume/*"), location.arn("ec2", "instance/*")
    made = {"StringLike": {f"aws:RequestTag/{_MADE_BY_THE_DRIVER}": "true"}}
    own = {"StringLike": {f"aws:ResourceTag/{_MADE_BY_THE_DRIVER}": "true"}}
    return (
        # AWS offers these for all resources at once only:
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
        {"Effect": "Allow", "Action": _LOOK, "Resource": "*"},
        _allow(["ec2:CreateVolume"], [volumes], made),
        _allow(["ec2:CreateVolume"], [snapshots], own),
        _allow(["ec2:CreateSnapshot"], [snapshots], made),
        _allow(["ec2:CreateSnapshot"], [volumes], own),
        _allow(
            ["ec2:CreateTags"],
            [volumes, snapshots],
            {"StringEquals": {"ec2:CreateAction": ["CreateVolume", "CreateSnapshot"]}},
        ),
        _allow(["ec2:AttachVolume", "ec2:DetachVolume"], [instances]),
        _allow(
            ["ec2:AttachVolume", "ec2:DetachVolume", "ec2:ModifyVolume", "ec2:DeleteVolume"],
            [volumes],
            own,
        ),
        _allow(["ec2:DeleteSnapshot"], [snapshots], own),
    )


def _allow(
    actions: list[str], resources: list[str], condition: Statement | None = None
) -> Statement:
    statement: Statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return statement | ({"Condition": condition} if condition else {})
