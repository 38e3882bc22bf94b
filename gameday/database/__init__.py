"""The platform's database in a local AWS, where its writer fails over."""
