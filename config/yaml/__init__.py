"""Reads YAML that people write, and says in plain words what is wrong with it."""
