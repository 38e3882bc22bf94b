"""The weaknesses of a platform: one small function a rule, in one module a topic."""
