"""Releases of Helm charts, in one form for addons and applications."""
