"""The applications, from their folders, and their databases."""
