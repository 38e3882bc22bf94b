"""Drains the nodes that retire, by their pods' disruption budgets: docs/decisions/0016-nodes.md."""
