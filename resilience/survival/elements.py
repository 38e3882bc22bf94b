"""The names of what strands consist of, and of what domains take away."""

from terraform_json.order import Part


def part_element(part: Part) -> str:
    """Return the element of a resource: `networking:aws_subnet.private`."""
    return f"{part.stack}:{part.address}"


def interface_element(endpoint: Part, zone: str) -> str:
    """Return the element of the network interface that an endpoint has in a zone."""
    return f"{part_element(endpoint)}#{zone}"


def pod_element(name: str) -> str:
    """Return the element of a pod."""
    return f"pod:{name}"


def node_element(name: str) -> str:
    """Return the element of a node."""
    return f"node:{name}"


def zone_element(name: str) -> str:
    """Return the element of a zone."""
    return f"zone:{name}"
