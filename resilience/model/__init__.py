"""The platform as it was synthesized: resources, zones, nodes and pods."""
