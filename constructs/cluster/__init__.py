"""The EKS cluster: control plane, who may use it, nodes, EKS's own addons and pods' identities."""
