"""The files that a platform owner edits, and the typed model that says what is wrong in them."""
