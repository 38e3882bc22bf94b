"""The applications: one folder each, read, checked against the chart, and validated at synth."""
