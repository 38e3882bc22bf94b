"""Rules on the values of an application, a module a topic: see chart_rules.py."""
