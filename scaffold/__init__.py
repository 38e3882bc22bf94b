"""Writes a first version of what an owner adds: an application, an addon, an environment."""
