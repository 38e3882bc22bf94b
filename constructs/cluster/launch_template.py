"""The launch template with which every node of a group starts."""

import base64
from collections.abc import Mapping, Sequence
from typing import Final

from cdktf_cdktf_provider_aws.launch_template import (
    LaunchTemplate,
    LaunchTemplateBlockDeviceMappings,
    LaunchTemplateBlockDeviceMappingsEbs,
    LaunchTemplateMetadataOptions,
    LaunchTemplateTagSpecifications,
)

from constructs import Construct

# Bottlerocket keeps itself on one volume, and images, containers and logs on another:
# https://bottlerocket.dev/en/os/latest/concepts/shared/storage/
SYSTEM_VOLUME: Final = "/dev/xvda"
DATA_VOLUME: Final = "/dev/xvdb"
SYSTEM_VOLUME_GIB: Final = 4
DATA_VOLUME_GIB: Final = 75

TAGGED: Final = ("instance", "volume", "network-interface")


def node_launch_template(
    scope: Construct,
    id_: str,
    *,
    name: str,
    max_pods_per_node: int,
    security_group_ids: Sequence[str],
    tags: Mapping[str, str],
) -> LaunchTemplate:
    """Return the launch template of a group of Bottlerocket nodes.

    No image is named: EKS takes the newest Bottlerocket for the cluster's version, and adds what a
    node needs to join to the settings given here. No key either: nodes are reached by SSM.

    Args:
        scope: The construct.
        id_: The construct's id.
        name: The template's name, and its nodes'.
        max_pods_per_node: Pods that a node may run. EKS would count addresses without prefix
            delegation.
        security_group_ids: The groups that the nodes carry.
        tags: The tags of instances, volumes and network interfaces, which Terraform does not make
            and so does not tag.
    """
    settings = f"[settings.kubernetes]\nmax-pods = {max_pods_per_node}\n"
    return LaunchTemplate(
        scope,
        id_,
        name=name,
        update_default_version=True,
        user_data=base64.b64encode(settings.encode()).decode(),
        vpc_security_group_ids=list(security_group_ids),
        block_device_mappings=[
            _volume(SYSTEM_VOLUME, SYSTEM_VOLUME_GIB),
            _volume(DATA_VOLUME, DATA_VOLUME_GIB),
        ],
        # With a hop limit of 1, pods cannot reach the metadata service and take the node's
        # credentials; only pods on the host's network can.
        metadata_options=LaunchTemplateMetadataOptions(
            http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
        ),
        tag_specifications=[
            LaunchTemplateTagSpecifications(resource_type=kind, tags={**tags, "Name": name})
            for kind in TAGGED
        ],
    )


def _volume(device: str, gib: int) -> LaunchTemplateBlockDeviceMappings:
    return LaunchTemplateBlockDeviceMappings(
        device_name=device,
        ebs=LaunchTemplateBlockDeviceMappingsEbs(
            volume_type="gp3", volume_size=gib, encrypted="true", delete_on_termination="true"
        ),
    )
