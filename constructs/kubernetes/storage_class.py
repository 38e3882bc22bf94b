"""The kind of volume that pods get."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.storage_class_v1 import StorageClassV1

from constructs import Construct

NAME: Final = "gp3"


def add_storage_class(scope: Construct, after: Sequence[ITerraformDependable]) -> StorageClassV1:
    """Return the default class: encrypted gp3 volumes, made in the zone where the pod is placed.

    A volume never leaves its zone, so the scheduler must choose first:
    https://kubernetes.io/docs/concepts/storage/storage-classes/#volume-binding-mode
    """
    return StorageClassV1(
        scope,
        "storage-class",
        metadata={
            "name": NAME,
            "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        },
        storage_provisioner="ebs.csi.aws.com",
        parameters={"type": "gp3", "encrypted": "true", "csi.storage.k8s.io/fstype": "ext4"},
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
        reclaim_policy="Delete",
        depends_on=list(after),
    )
