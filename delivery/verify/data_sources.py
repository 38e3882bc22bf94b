"""The data sources of a stack: a plan reads them with its role, and shows what they say.

Each asks for things of its environment only, by the names and tags that main's file makes.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from config.model import EnvironmentConfig
from config.state_keys import state_of
from delivery.verify.finding import Finding, joined
from delivery.verify.reading import STACK_NAME
from delivery.verify.settings import Settings
from terraform_json.types import Json

_META: Final = ("count", "depends_on", "lifecycle", "provider")
_A_GROUP: Final = "${element(data.aws_autoscaling_groups.<name>.names, count.index)}"
_A_LEAVING_GROUP: Final = (
    "${tolist(setsubtract(data.aws_autoscaling_groups.<name>.names,"
    " data.aws_autoscaling_groups.<name>.names))[count.index]}"
)
_SUBNETS: Final = "${setsubtract(data.aws_subnets.<name>.ids, data.aws_subnets.<name>.ids)}"


def data_findings(kind: str, path: str, body: Json, settings: Settings) -> Iterator[Finding]:
    """Yield what a data source asks beyond its environment.

    Args:
        kind: Its type.
        path: Where it stands in the JSON.
        body: What stands there.
        settings: What main makes the settings of the stack.
    """
    if kind == "terraform_remote_state":
        yield from _remote_state(path, body, settings)
        return
    arguments = _known(settings.config).get(kind)
    if arguments is None:
        known = ", ".join(sorted([*_known(settings.config), "terraform_remote_state"]))
        problem = "is a data source not known here"
        yield Finding(path=path, value=kind, problem=problem, allowed=known)
        return
    for key in sorted(arguments.keys() | body.keys() - {"//", *_META}):
        argument = arguments.get(key, _NOT_THERE)
        if not argument.fits(body.get(key)):
            problem = "asks for what is not of this environment"
            where, value = joined(path, key), body.get(key)
            yield Finding(path=where, value=value, problem=problem, allowed=argument.told)


@dataclass(frozen=True, kw_only=True)
class _Argument:
    """An argument of a data source: its value, in words, and a function that recognizes it."""

    told: str
    fits: Callable[[Any], bool]


_NOT_THERE: Final = _Argument(told="not there", fits=lambda value: value is None)


def _known(config: EnvironmentConfig) -> Mapping[str, Mapping[str, _Argument]]:
    """Return the data sources with their arguments; those of any block may stand beside."""
    of_cluster = {"tag:eks:cluster-name": [config.cluster_name]}
    of_stack = {"tag:Environment": [config.name], "tag:Project": [config.project]}
    name = config.cluster_name
    return {
        "aws_autoscaling_group": {"name": _form(_A_GROUP, _A_LEAVING_GROUP)},
        "aws_autoscaling_groups": {"filter": _filters(of_cluster)},
        "aws_eks_cluster": {"name": _Argument(told=name, fits=lambda value: value == name)},
        "aws_eks_clusters": {},
        "aws_lbs": {"tags": _tags({"elbv2.k8s.aws/cluster": name})},
        "aws_network_interfaces": {"filter": _filters({"subnet-id": _SUBNETS})},
        "aws_subnets": {"filter": _filters(of_stack)},
    }


def _form(*texts: str) -> _Argument:
    """Return an argument of one of some forms, in which any name stands for `<name>`."""
    escaped = "|".join(re.escape(text).replace("<name>", r"[\w-]+") for text in texts)
    form = re.compile(escaped, re.ASCII)
    return _Argument(
        told=" or ".join(texts),
        fits=lambda value: isinstance(value, str) and bool(form.fullmatch(value)),
    )


def _tags(needed: Mapping[str, str]) -> _Argument:
    """Return tags among which are some; more of them can only narrow what is found."""
    return _Argument(
        told=f"with the tags {json.dumps(needed)}",
        fits=lambda value: isinstance(value, dict) and needed.items() <= value.items(),
    )


def _filters(needed: Mapping[str, str | list[str]]) -> _Argument:
    """Return filters among which are some; more of them can only narrow what is found.

    Args:
        needed: Their values, or the form of the expression that gives them, by their names.
    """

    def has(filters: list[Any], name: str, values: str | list[str]) -> bool:
        fits = _form(values).fits if isinstance(values, str) else values.__eq__
        named = [each for each in filters if isinstance(each, dict) and each.get("name") == name]
        # Twice, AWS might join them by "or".
        return len(named) == 1 and fits(named[0].get("values"))

    return _Argument(
        told=f"with the filters {json.dumps(needed)}",
        fits=lambda value: (
            isinstance(value, list) and all(has(value, *each) for each in needed.items())
        ),
    )


def _remote_state(path: str, body: Json, settings: Settings) -> Iterator[Finding]:
    said = {key: value for key, value in body.items() if key != "//"}
    config = said.get("config")
    key = config.get("key") if isinstance(config, dict) else None
    state = state_of(key) if isinstance(key, str) else None
    stack = state.stack if state and STACK_NAME.fullmatch(state.stack) else "<stack>"
    expected = {"backend": "s3", "config": settings.remote_state(stack)}
    if stack == "<stack>" or said != expected:
        problem = "is not the state of a stack of this environment"
        allowed = json.dumps({"backend": "s3", "config": settings.remote_state("<stack>")})
        yield Finding(path=path, value=said, problem=problem, allowed=allowed)
