"""A third party's chart with our values, as one release, and the identities of its pods."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cdktf import ITerraformDependable

from config.addons.addon_file import AddonFile
from config.addons.placing import placing_values
from config.role_names import OF_ADDONS
from constructs import Construct
from constructs.addons.context import AddonContext, Installed
from constructs.cluster.pod_identity import PodIdentity
from constructs.helm.chart import Chart, archived_chart
from constructs.helm.release import helm_release
from constructs.helm.values import values_text
from constructs.iam.documents import Statement
from constructs.kubernetes.namespace import Namespace


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The rights of a service account's pods in AWS, beside those that addon.yaml lists for it.

    Attributes:
        service_account: The service account.
        role: Last part of the role's name.
        statements: What they may do.
    """

    service_account: str
    role: str
    statements: Sequence[Statement]


def helm_addon(
    context: AddonContext,
    *,
    parent: Construct | None = None,
    identity: Identity | None = None,
    values: Mapping[str, Any] | None = None,
    after: Sequence[ITerraformDependable] = (),
    also_in: Sequence[Namespace] = (),
) -> Installed:
    """Add the release of an addon, in its namespace, and the identities of its pods.

    Args:
        context: What it is added from.
        parent: The construct that holds all of an addon that consists of more than one release.
        identity: Who its pods are in AWS, where that takes references.
        values: What takes references, over what the addon's folder holds. The environment's values
            go over both.
        after: What must be there before it, beside its identities and its namespaces.
        also_in: Namespaces beside its own in which its chart makes objects.
    """
    addon, config = context.addon, context.inputs.config
    scope = parent or context.scope
    id_ = "identity" if parent else f"{addon.name}-identity"
    made = [_identity(context, scope, id_, identity)] if identity else []
    construct = Construct(scope, addon.name)
    made += _listed_identities(context, construct, identity)
    given = (placing_values(addon), addon.values, values, config.values(addon.name))
    own = [context.namespaces[addon.name]] if addon.name in context.namespaces else []
    release = helm_release(
        construct,
        "release",
        name=addon.name,
        namespace=addon.file.namespace,
        chart=_chart(construct, addon.file, config.charts_folder),
        values=[values_text(each) for each in given if each],
        after=[
            *context.cluster.ready,
            *(each.association for each in made),
            *after,
            *(policy for namespace in (*own, *also_in) for policy in namespace.policies),
            *(context.installed[each].ready for each in addon.file.after),
        ],
    )
    return Installed(ready=release)


def _listed_identities(
    context: AddonContext, scope: Construct, identity: Identity | None
) -> Iterator[PodIdentity]:
    """Add the identities that addon.yaml lists, but for one that is there with its statements."""
    for account in context.addon.file.iam:
        if identity is None or account != identity.service_account:
            role = f"{OF_ADDONS}{account}"
            listed = Identity(service_account=account, role=role, statements=())
            yield _identity(context, scope, f"identity-{account}", listed)


def _identity(context: AddonContext, scope: Construct, id_: str, identity: Identity) -> PodIdentity:
    addon = context.addon
    return PodIdentity(
        scope,
        id_,
        control_plane=context.control_plane,
        name=identity.role,
        namespace=addon.file.namespace,
        service_account=identity.service_account,
        statements=[*identity.statements, *addon.file.policy(identity.service_account)],
    )


def _chart(scope: Construct, pin: AddonFile, folder: str | None) -> Chart:
    skip_crds = not pin.crds
    if folder is not None:
        archive = Path(folder) / pin.archive
        return archived_chart(scope, archive, version=pin.version, skip_crds=skip_crds)
    return Chart(
        chart=pin.chart, repository=pin.repository, version=pin.version, skip_crds=skip_crds
    )
