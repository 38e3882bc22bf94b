"""How the simulated kubelet behaves: the stages of kwok.yaml, with the delays filled in."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

UNREACHABLE_LABEL: Final = "sandbox/unreachable"
"""The label of a node, and of its pods, whose kubelet nobody hears of: nothing changes there."""
NO_DIGEST: Final = f"sha256:{'deadbeef' * 8}"
"""The digest of an image that no registry has. It is not all zeros: people write those for an image
that they do not have yet, and look at the rest."""
STAGES = Path(__file__).with_name("kwok.yaml")
PROGRAM = '[.metadata.namespace, .spec.containers[0].command[0] // ""] | join("/")'


@dataclass(frozen=True, kw_only=True)
class PodDelays:
    """How long pods take, in seconds; all pods the same, so that a test knows what to expect."""

    ready: float = 1.0
    """From running to ready, as a startup probe and a readiness probe would take."""
    complete: float = 0.5
    """From running to succeeded, of a pod that is meant to end."""
    delete: float = 1.0
    """From the deletion to the end, as of a program that ends within its grace period."""


def stages(delays: PodDelays, executed: Collection[str] = ()) -> str:
    """Returns kwok's configuration file.

    Args:
        delays: How long pods take.
        executed: What somebody executes, each as `<namespace>/<program>`: such pods are left to
            them.
    """
    documents = list(yaml.safe_load_all(STAGES.read_text(encoding="utf-8")))
    seconds = {
        "pod-ready": delays.ready,
        "pod-complete": delays.complete,
        "pod-delete": delays.delete,
    }
    reached = {
        "jq": {"key": f'.metadata.labels["{UNREACHABLE_LABEL}"]', "operator": "DoesNotExist"}
    }
    for document in documents:
        document["spec"]["selector"]["matchExpressions"].append(reached)
        delay = seconds.get(document["metadata"]["name"], 0)
        document["spec"]["delay"] = {"durationMilliseconds": round(delay * 1000)}
        if executed and document["metadata"]["name"] == "pod-complete":
            left = {"jq": {"key": PROGRAM, "operator": "NotIn", "values": sorted(executed)}}
            document["spec"]["selector"]["matchExpressions"].append(left)
    return yaml.safe_dump_all(documents, sort_keys=False)
