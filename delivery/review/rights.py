"""Rights that grow: what a role or a service account may do that it could not do before."""

from collections.abc import Iterable, Iterator

from delivery.review.grants import grants
from delivery.review.objects import by_key
from delivery.review.policies import statements
from delivery.review.releases import Release
from delivery.review.right import Right
from delivery.review.synthesis import Pair
from terraform_json.stack import resources
from terraform_json.types import Json

_ROLES = ("Role", "ClusterRole")
_BINDINGS = ("RoleBinding", "ClusterRoleBinding")


def grown_rights(pair: Pair, releases: Iterable[Release]) -> list[Right]:
    """Return the rights of a stack that are there after the change, and were not before.

    A statement counts as it is written: one with another condition, or with a denial less, is new.

    Args:
        pair: The stack.
        releases: Its releases that change.

    Returns:
        Those on everything first.
    """
    found = set(_rights(pair.head.data)) - set(_rights(pair.base.data))
    lost = set(_denials(pair.base.data)) - set(_denials(pair.head.data))
    found |= {Right(holder=each.holder, right=f"no longer denied: {each.right}") for each in lost}
    found |= set(_unbounded(resources(pair.base.data), resources(pair.head.data)))
    for release in releases:
        before, after = (
            set(_in_cluster(release, by_key(each).values()))
            for each in (release.before, release.after)
        )
        found |= after - before
    return sorted(found, key=lambda each: (each.breadth, each))


def _rights(stack: Json) -> Iterator[Right]:
    for address, block in resources(stack).items():
        yield from statements(address, block, "Allow")
        yield from grants(address, block)


def _denials(stack: Json) -> Iterator[Right]:
    for address, block in resources(stack).items():
        yield from statements(address, block, "Deny")


def _unbounded(before: dict[str, Json], after: dict[str, Json]) -> Iterator[Right]:
    """Yield the roles that a permissions boundary no longer bounds."""
    for address, block in before.items():
        bound = block.get("permissions_boundary")
        if bound and address in after and after[address].get("permissions_boundary") != bound:
            yield Right(holder=address, right=f"no longer bounded by {bound}")


def _in_cluster(release: Release, manifests: Iterable[Json]) -> Iterator[Right]:
    """Yield the rights in the cluster that a release grants.

    https://kubernetes.io/docs/reference/access-authn-authz/rbac/
    """
    for each in manifests:
        namespace = each["metadata"].get("namespace")
        where = f" in {namespace}" if namespace else ""
        holder = f"{each['kind']} {each['metadata']['name']}{where} of {release.name}"
        told: Iterator[str] = iter(())
        if each["kind"] in _ROLES:
            told = _of_a_role(each)
        elif each["kind"] in _BINDINGS:
            told = _of_a_binding(each)
        yield from (Right(holder=holder, right=right) for right in told)


def _of_a_role(manifest: Json) -> Iterator[str]:
    for rule in manifest.get("rules") or ():
        names = rule.get("resourceNames")
        only = f" {', '.join(names)}" if names else ""
        groups = [f".{group}" if group else "" for group in rule.get("apiGroups") or ("",)]
        things = [f"{each}{group}" for each in rule.get("resources") or () for group in groups]
        for verb in rule.get("verbs") or ():
            for on in (*things, *(rule.get("nonResourceURLs") or ())):
                yield f"{verb} {on}{only}"
    for selector in (manifest.get("aggregationRule") or {}).get("clusterRoleSelectors") or ():
        yield f"all of the ClusterRoles with {selector.get('matchLabels') or selector}"


def _of_a_binding(manifest: Json) -> Iterator[str]:
    role = manifest["roleRef"]
    for subject in manifest.get("subjects") or ():
        names = (subject.get("namespace"), subject.get("name"))
        whom = f"{subject.get('kind')} {'/'.join(str(each) for each in names if each)}"
        yield f"{role.get('kind')} {role['name']} for {whom}"
