"""One module a stack: what it owns, in reading order."""
