"""Where the scheduler puts pods, before a failure and after it.

The rules are those of kube-scheduler 1.35 with its default profile, as far as the model knows what
they ask for. Each module cites the page that states its rule.
"""
