"""The databases: an Aurora PostgreSQL cluster, its readers, access, and what watches them."""
