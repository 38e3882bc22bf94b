"""Documents of IAM, and the keys that they guard."""
