"""A rough monthly estimate of what an environment costs, from what was synthesized."""
