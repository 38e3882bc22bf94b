"""Measures synthesis, its analysis and the sandbox.

It tells ratios of one run: machines differ, and the same machine drifts.
"""
