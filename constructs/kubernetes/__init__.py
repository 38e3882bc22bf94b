"""Objects of the Kubernetes API that no chart makes: namespaces, traffic, priorities, storage."""
