"""The folders of helm/addons, each of which is an addon of the cluster."""
