"""Checks of what no single field shows: a module a topic."""
