"""Finds every single point of failure in what was synthesized, and proves what survives.

It reads the Terraform JSON of all stacks and the pods of their releases, and builds one model. For
every failure domain it then works out which of the paths that users depend on still hold.
"""
