"""Joins the local AWS and the local control plane: clusters, nodes, principals.

Nothing in the stacks knows of it. It reads what the local AWS holds and makes the control plane
follow, as EKS would.
"""
