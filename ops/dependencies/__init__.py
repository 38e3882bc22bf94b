"""A report of the dependencies: what the files of this checkout pin, without any network.

A bill of materials (`ops/sbom`) lists what one environment deploys; this report lists what the
project itself is built from, tested with and run by.
"""
