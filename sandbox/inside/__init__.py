"""Installs what a stack has inside its cluster, and shows how it stands."""
