"""Reads the model of a platform from the folder into which it was synthesized."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import networkx as nx

from config.addons.addon_file import AddonFile
from config.addons.names import AUTOSCALER
from resilience.model.cache import FOLDER, Cache
from resilience.model.charts import Helm
from resilience.model.eks_addons import eks_addons
from resilience.model.graph import reference_graph
from resilience.model.groups import Groups
from resilience.model.manifests import Manifests
from resilience.model.namespaces import Namespaces, refused
from resilience.model.nodes import NodeGroup
from resilience.model.plain import plain
from resilience.model.platform import Model, Unknown
from resilience.model.pods import ZONE_LABEL, Origin, Workload
from resilience.model.priorities import Priorities
from resilience.model.releases import Releases
from resilience.model.removed_apis import REMOVED
from resilience.model.unread import unread
from resilience.model.workloads import Workloads
from terraform_json.manifest import read_manifest
from terraform_json.order import Part
from terraform_json.stack import resources
from terraform_json.types import Json

CHARTS: Final = Path("charts")
"""Where `make charts` puts the archives of third parties' charts."""
_PINNED: Final = Path(__file__).parents[2] / ".tools" / "bin"
"""Where `make setup` puts the programs that tools/ pins."""
HELM: Final = "helm"
"""The program, by which what it lacks is known in `Model.unknowns`."""


def read_model(
    synthesized: Path,
    *,
    addons: Mapping[str, AddonFile],
    charts: Path | None = CHARTS,
    cache: Path | None = FOLDER,
    helm: Path | None = None,
) -> Model:
    """Return the model of the platform in a folder that synthesis wrote.

    Args:
        synthesized: The folder, such as `cdktf.out`.
        addons: What addon.yaml says of each addon, by its name: `config.addons.load.addon_pins()`.
        charts: A folder with archives of third parties' charts, which need not be there. A chart
            that travels with the stack is found without it.
        cache: Where results are kept; None keeps none.
        helm: The program; the pinned one, or else that of PATH, where it is left out.

    Raises:
        TerraformJsonError: The folder holds no synthesized stacks.
    """
    found = read_manifest(synthesized)
    stacks = {name: plain(stack.read()) for name, stack in found.items()}
    kept, region = Cache(cache), _region(stacks)
    references, unknowns = reference_graph(stacks, kept)
    groups = Groups(stacks, references, region)
    node_groups = groups.read()
    program = helm or _program()
    renderer = Helm(program, kept) if program else None
    releases = Releases(helm=renderer, addons=addons, charts=charts, cache=kept)
    of_eks, not_known = _of_eks(stacks)
    sources = [*releases.read(found, stacks), *of_eks]
    namespaces = Namespaces(stacks)
    workloads = _workloads(stacks, sources, node_groups, namespaces)
    unknowns += [*groups.unknowns, *releases.unknowns, *workloads.unknowns, *unread(stacks)]
    unknowns += [*not_known, *namespaces.unknowns, *refused(namespaces.quotas, workloads.found)]
    unknowns += [] if program else [_without_helm()]
    return Model(
        environment=_environment(stacks),
        region=region,
        zones=_zones(references),
        stacks=stacks,
        references=references,
        groups=node_groups,
        workloads=workloads.found,
        unknowns=tuple(sorted(unknowns)),
        quotas=namespaces.quotas,
        removed_apis=dict(_removed(sources)),
        autoscaled=_autoscaled(stacks, workloads.found),
    )


def _of_eks(stacks: Mapping[str, Json]) -> tuple[list[Manifests], list[Unknown]]:
    """Return the manifests of EKS's own addons, and those addons whose pods are not known."""
    found = list(eks_addons(stacks))
    manifests = [each for each in found if isinstance(each, Manifests)]
    return manifests, [each for each in found if isinstance(each, Unknown)]


def _removed(sources: Sequence[Manifests]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield each release that makes objects of APIs that are gone, with these."""
    for source in sources:
        spoken = ((str(each.get("apiVersion")), str(each.get("kind"))) for each in source.objects)
        gone = tuple(dict.fromkeys(each for each in spoken if each in REMOVED))
        if gone and source.origin is Origin.RENDERED:  # of a table, values say it
            yield source.release, gone


def _workloads(
    stacks: Mapping[str, Json],
    sources: Sequence[Manifests],
    groups: Sequence[NodeGroup],
    namespaces: Namespaces,
) -> Workloads:
    priorities = Priorities(stacks, (each for source in sources for each in source.objects))
    labels = [{**group.labels, ZONE_LABEL: zone} for group in groups for zone in group.zones]
    return Workloads(sources, priorities, labels, namespaces.defaults)


def _autoscaled(stacks: Mapping[str, Json], workloads: Sequence[Workload]) -> bool:
    """Return whether a cluster autoscaler is there, unless it is known to have no pod."""
    addresses = {
        address
        for stack in stacks.values()
        for address, block in resources(stack).items()
        if address.startswith("helm_release.") and block.get("name") == AUTOSCALER
    }
    known = [each.replicas for each in workloads if each.release in addresses]
    return bool(addresses) and (not known or any(known))


def _program() -> Path | None:
    found = shutil.which(HELM, path=str(_PINNED)) or shutil.which(HELM)
    return Path(found) if found else None


def _without_helm() -> Unknown:
    problem = "is not installed, so that no chart is rendered and most pods are not known"
    return Unknown(subject=HELM, problem=f"{problem}: `make setup` builds it")


def _zones(references: "nx.DiGraph[Part]") -> tuple[str, ...]:
    """Return the zones in which anything stands."""
    return tuple(sorted({zone for _, zones in references.nodes(data="zones") for zone in zones}))


def _region(stacks: Mapping[str, Json]) -> str:
    return next((str(each["region"]) for each in _providers(stacks) if "region" in each), "")


def _environment(stacks: Mapping[str, Json]) -> str:
    """Return the environment by the tag that all resources carry."""
    for provider in _providers(stacks):
        for tags in provider.get("default_tags") or ():
            if "Environment" in tags.get("tags", {}):
                return str(tags["tags"]["Environment"])
    return ""


def _providers(stacks: Mapping[str, Json]) -> Iterator[Json]:
    for stack in stacks.values():
        yield from stack.get("provider", {}).get("aws") or ()
