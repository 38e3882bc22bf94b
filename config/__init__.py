"""What a platform owner edits, and the typed model that explains what is wrong with it."""
