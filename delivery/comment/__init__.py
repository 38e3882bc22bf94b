"""The one comment on a pull request that says what merging it would change."""
