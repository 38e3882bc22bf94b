"""The meaning of a change for what is deployed, told without credentials or a cluster."""
