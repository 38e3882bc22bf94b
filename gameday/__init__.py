"""Game days: failures tried on a real control plane, and held against what resilience predicts."""
