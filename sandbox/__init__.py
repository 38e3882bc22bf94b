"""The platform on one machine: a local AWS and a local Kubernetes."""
