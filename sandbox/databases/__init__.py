"""PostgreSQL in Aurora's place: a server of this machine for each cluster of the local AWS.

What it shares with Aurora: the host's name and its certificate, the master user and its password,
the roles of RDS, TLS for everybody, and logins without a password. What it does not: readers,
failover, the engine itself. See docs/decisions/0007.
"""
