"""The paths that every platform has, as data; those of applications follow from their folders."""
