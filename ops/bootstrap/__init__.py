"""Prepares an account for the first deployment: the states' bucket, their locks, two roles.

Run as often as you like: what exists is adopted, what deviates is put right, and nothing is
deleted but versions of policies for which IAM has no room.
"""
