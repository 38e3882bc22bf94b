"""The steps of a deploy beside Terraform: docs/decisions/0025-what-was-reviewed.md."""
