"""The scenarios: what is done to the cluster, and what resilience is asked before."""
