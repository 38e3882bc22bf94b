"""The release of Bottlerocket of all nodes, whatever their architecture and Kubernetes version.

The number of a release, and after the hyphen the first eight digits of the commit that it was built
from, as the public parameter `/aws/service/bottlerocket/aws-k8s-<version>/<architecture>/latest/
image_version` of Systems Manager says it, too. docs/decisions/0016-nodes.md says why it is pinned.
"""

from typing import Final

BOTTLEROCKET_RELEASE: Final = "1.64.0-ad9d4847"
"""Renewed by .github/workflows/renew-nodes.yml, through `ops.node_release`:
https://github.com/bottlerocket-os/bottlerocket/releases"""
