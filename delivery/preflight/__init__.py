"""Asks an account, before anything is deployed to it, whether it can take an environment.

It only reads: AWS's managed policy `ReadOnlyAccess` is enough. Whatever AWS does not answer, be it
for want of a right or of an API, is not known, and never counts as good.
"""
