"""Checks of the cluster that no single field shows."""

from collections.abc import Iterator

from config.aws.kubernetes_versions import KUBERNETES_VERSIONS
from config.checks.node_groups import node_group_mistakes
from config.checks.production import is_production
from config.errors import Mistake
from config.reading import at, list_at, section_at
from config.repetition import twice
from config.sections.cidr import INTERNET
from config.sections.cluster import MOST_PRINCIPALS, ClusterConfig
from config.yaml.source import KeyPath, YamlDocument

_ACCESS = ("cluster", "access")


def cluster_mistakes(document: YamlDocument) -> Iterator[Mistake]:
    """Yield the mistakes that show only where several parts of the file are read together."""
    yield from _addon_versions(document)
    yield from _public_access(document)
    yield from _access(document)
    yield from _plan_role(document)
    yield from node_group_mistakes(document)


def _addon_versions(document: YamlDocument) -> Iterator[Mistake]:
    """Each addon has a version that fits the cluster's."""
    cluster = section_at(document, ("cluster",), ClusterConfig)
    if not cluster:
        return
    for name, version in cluster.addon_versions.items():
        fitting = KUBERNETES_VERSIONS[cluster.version].addons[name]
        if version not in fitting:
            yield document.mistake(
                ("cluster", "addon_versions", name),
                f"does not fit Kubernetes {cluster.version}, or is not known here to fit",
                allowed=", ".join(fitting),
                remedy="choose one of these, or leave it out; new versions are added to"
                " config/aws/kubernetes_versions.py",
            )


def _public_access(document: YamlDocument) -> Iterator[Mistake]:
    """Production's API is not open to everyone, and no network stands twice."""
    path = ("cluster", "public_access_cidrs")
    yield from twice(document, path)
    if not is_production(document):
        return
    for index, network in enumerate(list_at(document, path)):
        if network == INTERNET:
            yield document.mistake(
                (*path, index),
                "opens the Kubernetes API to the whole internet, in production",
                allowed="the networks that people and pipelines come from, or none",
                remedy="name them; a runner inside the VPC needs no public access:"
                " docs/decisions/0008-cluster.md",
            )


def _access(document: YamlDocument) -> Iterator[Mistake]:
    """Nobody is named twice for the same thing, and EKS has an entry for everyone."""
    named: set[str] = set()
    for path in _access_lists(document):
        yield from twice(document, path)
        named.update(map(str, list_at(document, path)))
    if len(named) > MOST_PRINCIPALS:
        yield document.mistake(
            _ACCESS,
            f"names {len(named)} roles and users",
            allowed=f"up to {MOST_PRINCIPALS}",
            remedy="name roles that several people take",
        )


def _plan_role(document: YamlDocument) -> Iterator[Mistake]:
    """The role that plans, which pull requests use, is not let into the cluster."""
    plan_role = at(document, ("plan_role",))
    if plan_role is None:
        return
    if plan_role == at(document, ("deploy_role",)):
        yield document.mistake(
            ("plan_role",),
            "is the role that deploys, which may do everything",
            allowed="another role, which reads only",
            remedy="name another role, or leave the key out",
        )
    account = at(document, ("account_id",))
    for path in _access_lists(document):
        for index, principal in enumerate(list_at(document, path)):
            if str(principal).endswith(f"::{account}:role/{plan_role}"):
                yield document.mistake(
                    (*path, index),
                    "is the role that plans, whose plans anyone with a pull request reads",
                    allowed="roles and users other than plan_role",
                    remedy="remove it: plans need nothing of what is inside the cluster",
                )


def _access_lists(document: YamlDocument) -> list[KeyPath]:
    """Return the paths of all lists of roles and users."""
    editors = at(document, (*_ACCESS, "editors"))
    namespaces = editors if isinstance(editors, dict) else ()
    return [
        (*_ACCESS, "admins"),
        (*_ACCESS, "viewers"),
        *((*_ACCESS, "editors", name) for name in namespaces),
    ]
