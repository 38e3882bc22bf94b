"""Runs Terraform on the local AWS: its plans, its states, and what of a stack it can deploy."""
