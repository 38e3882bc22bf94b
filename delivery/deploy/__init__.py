"""What a deploy does beside Terraform: docs/decisions/0025-what-was-reviewed.md."""
