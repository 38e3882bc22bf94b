"""Finds what carries an environment's tags in AWS and is in no state of Terraform."""
