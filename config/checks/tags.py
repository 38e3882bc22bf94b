"""Checks of the owner's tags beside those that the platform and AWS add."""

from collections.abc import Iterator
from typing import Final

from config.errors import Mistake
from config.reading import at
from config.yaml.source import YamlDocument

MOST_TAGS: Final = 50
"""Tags that a resource may have:
https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html"""

ON_EVERYTHING: Final = ("Environment", "ManagedBy", "Name", "Project", "Stack")
"""The keys that the platform sets on every resource."""

OWN_KEYS: Final = (*ON_EVERYTHING, "draining")
"""The keys that the platform sets; `draining` on subnets of zones that everything leaves."""

OWN_PREFIXES: Final = ("eks:", "k8s.io/", "kubernetes.io/")
"""How keys begin by which EKS and controllers in the cluster find what is theirs."""

ADDED_BY_EKS: Final = 5
"""Tags on a node that EKS adds to the owner's and ours: `eks:cluster-name`, `eks:nodegroup-name`,
`kubernetes.io/cluster/...` and two of `k8s.io/cluster-autoscaler/...`. No other resource gets more:
https://docs.aws.amazon.com/eks/latest/userguide/eks-using-tags.html"""

MOST_OWNERS_TAGS: Final = MOST_TAGS - len(ON_EVERYTHING) - ADDED_BY_EKS

MOST_TAGS_OF_A_ZONE: Final = 10
"""Tags that a zone of Route 53 may have:
https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeTagsForResource.html"""

MOST_OWNERS_TAGS_OF_A_ZONE: Final = MOST_TAGS_OF_A_ZONE - len(ON_EVERYTHING) + 1
"""`Name` is not on it: the zone has a name."""


def tag_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes of the tags that show only beside other tags."""
    tags = at(document, ("tags",))
    if not isinstance(tags, dict):
        return
    if len(tags) > MOST_OWNERS_TAGS:
        yield document.mistake(
            ("tags",),
            f"has {len(tags)} tags; AWS takes {MOST_TAGS} on a resource, of which on nodes"
            f" {len(ON_EVERYTHING)} are the platform's and {ADDED_BY_EKS} EKS's",
            allowed=f"up to {MOST_OWNERS_TAGS} tags",
            remedy="remove some",
        )
    elif len(tags) > MOST_OWNERS_TAGS_OF_A_ZONE and not at(document, ("dns", "hosted_zone_id")):
        yield document.mistake(
            ("tags",),
            f"has {len(tags)} tags; Route 53 takes {MOST_TAGS_OF_A_ZONE} on the zone that is made"
            f" for dns.domain, of which {MOST_TAGS_OF_A_ZONE - MOST_OWNERS_TAGS_OF_A_ZONE} are the"
            " platform's",
            allowed=f"up to {MOST_OWNERS_TAGS_OF_A_ZONE} tags",
            remedy="remove some, or make the zone yourself and name it by dns.hosted_zone_id",
        )
    first = {key.lower(): key for key in OWN_KEYS}
    for key in tags:
        same = first.setdefault(key.lower(), key)
        if key in OWN_KEYS or key.startswith(OWN_PREFIXES):
            problem = "is set by the platform or by EKS, which would lose what it finds by it"
        elif same != key:
            problem = f"differs from {same} by case only, which IAM takes for the same key"
        else:
            continue
        yield document.mistake(
            ("tags", key),
            problem,
            allowed=f"keys that differ from each other and from {', '.join(OWN_KEYS)} by more than"
            f" case, and begin with none of {', '.join(OWN_PREFIXES)}",
            remedy="choose another key, or remove it",
        )
