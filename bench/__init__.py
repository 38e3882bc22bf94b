"""Measures synthesis, its analysis and the sandbox.

What is told are ratios of one run: machines differ, and the same machine drifts.
"""
