"""The programs that are measured; each is run as a file."""
