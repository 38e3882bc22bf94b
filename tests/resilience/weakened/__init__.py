"""Platforms that are weak in one thing each, with the rule that has to find it."""
