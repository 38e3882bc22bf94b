"""The version of Terraform's AWS provider: the one place that tells what it may be asked for."""

from typing import Final

VERSION_6: Final = False
"""Whether what only version 6 has is asked for: protection of the EKS cluster from deletion.

To be set with the pin of its bindings (docs/UPGRADING.md); version 5 refuses it:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster#deletion_protection
"""
