"""The addons of the cluster, one module each, and the way in to its applications."""
