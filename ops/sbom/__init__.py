"""A bill of materials: what an environment deploys.

CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), the same for the same synthesized stacks. It
lists Terraform's providers, the charts, and the images that pods run. What is held by no digest has
the property `digest: unknown`.
"""
