"""Judges the blocks of a stack: its resources, data sources and releases."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from config.addons.load import addon_pins
from delivery.verify import allowed
from delivery.verify.data_sources import data_findings
from delivery.verify.finding import Finding, joined
from delivery.verify.settings import Settings
from terraform_json.types import Json

Named = tuple[str, str, Json]

ASSETS: Final = "assets"
_STARTS_PROGRAMS: Final = ("provisioner", "connection")
_PLAIN: Final = re.compile(r"[\w./-]+", re.ASCII)


def section_findings(data: Json) -> Iterator[Finding]:
    """Yield the top-level blocks that are not known, or not of CDKTF's form."""
    for section in data:
        if section not in allowed.SECTIONS:
            known = ", ".join(sorted(allowed.SECTIONS))
            problem = "is a block not known here"
            yield Finding(path=section, value=None, problem=problem, allowed=known)
    for section, depth in {"resource": 3, "data": 3, "output": 2, "locals": 1}.items():
        yield from _not_objects(section, data.get(section, {}), depth)
    yield from _removed_findings(data.get("removed", []))


def block_findings(data: Json, settings: Settings) -> Iterator[Finding]:
    """Yield what resources and data sources do that a plan must not."""
    configured = data.get("provider")
    providers = allowed.PROVIDERS.keys() & (configured if isinstance(configured, dict) else {})
    charts_known = [[each.chart, each.repository, each.version] for each in addon_pins().values()]
    for kind, path, body in _each(data, "resource"):
        yield from _body_findings(kind, path, body, providers)
        if kind in allowed.REFUSED_RESOURCES:
            problem = allowed.REFUSED_RESOURCES[kind]
            yield Finding(path=path, value=kind, problem=problem, allowed="other resources")
        if kind == "helm_release":
            yield from _release_findings(path, body, charts_known)
    for kind, path, body in _each(data, "data"):
        yield from _body_findings(kind, path, body, {*providers, "terraform"})
        yield from data_findings(kind, path, body, settings)


def charts(data: Json) -> Iterator[str]:
    """Yield the path of every chart that travels with the stack, seen from the stack's folder."""
    for kind, _, body in _each(data, "resource"):
        chart = body.get("chart")
        if kind == "helm_release" and isinstance(chart, str) and is_asset(chart):
            yield chart


def is_asset(chart: str) -> bool:
    """Return whether a chart is a path into the assets of its stack."""
    path = PurePosixPath(chart)
    plain = bool(_PLAIN.fullmatch(chart)) and str(path) == chart
    return plain and path.parts[0] == ASSETS and len(path.parts) > 1 and ".." not in path.parts


def _each(data: Json, section: str) -> Iterator[Named]:
    """Yield kind, path and body of each block; what has another form is a finding already."""
    kinds = data.get(section, {})
    for kind, named in kinds.items() if isinstance(kinds, dict) else ():
        for name, body in named.items() if isinstance(named, dict) else ():
            if isinstance(body, dict):
                yield kind, joined(section, kind, name), body


def _not_objects(path: str, value: Any, depth: int) -> Iterator[Finding]:  # noqa: ANN401 - JSON
    if not isinstance(value, dict):
        # Terraform reads a list of objects as several blocks.
        problem = "has a form that CDKTF does not write"
        yield Finding(path=path, value=value, problem=problem, allowed="an object")
    elif depth > 1:
        for key, nested in value.items():
            yield from _not_objects(joined(path, key), nested, depth - 1)


def _removed_findings(blocks: Any) -> Iterator[Finding]:  # noqa: ANN401 - JSON
    for index, block in enumerate(blocks) if isinstance(blocks, list) else [("", blocks)]:
        left = isinstance(block, dict) and block.keys() == allowed.REMOVED
        if not left or block["lifecycle"] != {"destroy": False}:
            problem = "does more than leave a resource in AWS"
            known = "`from`, and a `lifecycle` with `destroy: false`"
            path = joined("removed", index)
            yield Finding(path=path, value=block, problem=problem, allowed=known)


def _body_findings(kind: str, path: str, body: Json, known: Collection[str]) -> Iterator[Finding]:
    provider = body.get("provider", kind)
    name = re.split("[_.]", provider)[0] if isinstance(provider, str) else ""
    if name not in known:
        problem, pinned = "is of a provider not known here", ", ".join(allowed.PROVIDERS)
        yield Finding(path=path, value=provider, problem=problem, allowed=pinned)
    for key in _STARTS_PROGRAMS:
        if key in body:
            problem = "starts programs"
            value, where = body[key], joined(path, key)
            yield Finding(path=where, value=value, problem=problem, allowed="not there")
    for key in sorted(allowed.FILE_ATTRIBUTES & body.keys()):
        if not isinstance(body[key], (dict, list)):
            problem = "reads a file of the runner"
            value, where = body[key], joined(path, key)
            yield Finding(path=where, value=value, problem=problem, allowed="not there")


def _release_findings(
    path: str, body: Json, charts_known: Collection[list[str]]
) -> Iterator[Finding]:
    for key in body.keys() - allowed.HELM_RELEASE:
        known = ", ".join(sorted(allowed.HELM_RELEASE - {"//"}))
        problem = "is not what releases of this platform say"
        yield Finding(path=joined(path, key), value=body[key], problem=problem, allowed=known)
    chart, repository, version = (body.get(key) for key in ("chart", "repository", "version"))
    ours = isinstance(chart, str) and is_asset(chart) and repository is None
    if not ours and [chart, repository, version] not in charts_known:
        yield Finding(
            path=joined(path, "chart"),
            value=f"{chart} {version} of {repository}",
            problem="is a chart not known here",
            allowed=f"a path in {ASSETS}/, or a chart as helm/addons pins it",
        )
