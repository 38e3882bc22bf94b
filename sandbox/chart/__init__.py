"""Tries an upgrade of the chart of applications on a control plane of its own."""
