"""The one reader of what CDKTF synthesizes: Terraform's JSON, and the manifest beside it.

It knows Terraform's language and CDKTF's layout of files, and nothing of what this platform makes
of them.
"""
