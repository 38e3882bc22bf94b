"""Tells what was changed outside Terraform, by its cause, in one issue."""
