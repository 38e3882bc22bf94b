"""Findings of checkov that are meant, each with its reason."""
