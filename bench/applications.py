"""Applications that are alike, of which there are many: their values, and how many share a node."""

from typing import Final

VALUES: Final = """\
image:
  repository: example.com/application
  digest: sha256:0000000000000000000000000000000000000000000000000000000000000000
"""
ON_A_NODE: Final = 4
"""Applications of three pods each, as many as a node of the default type has room for."""
