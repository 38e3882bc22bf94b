"""Measures synthesis, as ratios from one run: machines differ, and the same machine drifts."""
