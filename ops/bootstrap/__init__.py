"""What Terraform's state needs before Terraform can run: a bucket and a table of locks.

Run as often as you like: what exists is adopted, what deviates is put right, nothing is deleted.
"""
