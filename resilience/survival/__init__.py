"""The paths that users depend on, the failure domains, and what survives which."""
