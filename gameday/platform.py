"""A platform that was synthesized, as game days install it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from config.addons.load import addon_pins
from config.addons.names import AUTOSCALER, DESCHEDULER, ROLLOUTS
from gameday.stand_ins import of_operators
from ops.command import Refusal
from ops.programs import program
from ops.synthesized import REMEDY, refused_unless_synthesized
from resilience.model.cache import FOLDER, Cache
from resilience.model.charts import Helm
from resilience.model.eks_addons import eks_addons
from resilience.model.manifests import Manifests
from resilience.model.platform import Model
from resilience.model.pods import K8S, Origin
from resilience.model.read import read_model
from resilience.model.releases import Releases
from sandbox.inside.install import Inside, inside_of
from sandbox.inside.step import Release
from terraform_json.manifest import Stack, read_manifest
from terraform_json.stack import resources
from terraform_json.templates import Expression
from terraform_json.types import Json
from terraform_json.values import merged_values, release_values

_HANDED_OVER: Final = {
    r"cidr_block": "10.0.0.0/16",
    r"\.port": "5432",
    r"endpoint": "database.example.internal",
    r"secret_arn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster",
    r"(_|\.)arn": "arn:aws:iam::111122223333:role/game-day",
}
"""Values that AWS and other stacks hand over where the form counts, by the end of the reference."""


@dataclass(frozen=True, kw_only=True)
class Platform:
    """A platform as it was synthesized.

    Attributes:
        model: What resilience makes of it.
        inside: What is installed in its cluster as it stands: objects, and releases of our charts.
        stand_ins: What stands in for the charts of others and for the addons of EKS.
        flags: What the program of the autoscaler is told.
        descheduler: The policy of the descheduler; None without one.
        canaries: What the addon of canaries adds to its chart; None without that addon.
    """

    model: Model
    inside: Inside
    stand_ins: tuple[Manifests, ...]
    flags: tuple[str, ...]
    descheduler: Json | None
    canaries: list[Json] | None

    def release(self, key: str) -> Release:
        """Return the release of an application.

        Args:
            key: The application, as `namespace/kind/name`.
        """
        name = key.rpartition("/")[2]
        steps = (each for each in self.inside.steps if isinstance(each, Release))
        return next(each for each in steps if each.name == name)


def read_platform(folder: Path, *, cache: Path | None = FOLDER) -> Platform:
    """Read a platform from the folder into which it was synthesized.

    Third parties' charts are installed where they travel with the stack (`addons.charts_folder`);
    elsewhere their pods are known from the tables in `addon.yaml`, by the model as well.

    Args:
        folder: The folder, such as `cdktf.out`.
        cache: Where results are kept; None keeps none.

    Raises:
        Refusal: The folder holds no synthesized stacks.
        ConfigError: There are mistakes in the addons' folders.
    """
    with refused_unless_synthesized():
        stacks = read_manifest(folder)
        if K8S not in stacks:
            raise Refusal(f"{folder} has no stack {K8S}, but {', '.join(stacks)}.\n{REMEDY}")
        model = read_model(folder, addons=addon_pins(), charts=None, cache=cache)
        whole = stacks[K8S].read()
        return Platform(
            model=model,
            inside=inside_of(whole, stacks[K8S].folder, handed_over),
            stand_ins=tuple(_stand_ins(stacks, model, cache)),
            flags=tuple(_flags(_values(whole, AUTOSCALER).get("extraArgs") or {})),
            descheduler=_values(whole, DESCHEDULER).get("deschedulerPolicy"),
            canaries=_values(whole, ROLLOUTS).get("extraObjects"),
        )


def handed_over(expression: Expression) -> str:
    """Return something of the form that AWS or another stack would hand over."""
    for end, value in _HANDED_OVER.items():
        if re.search(f"{end}$", expression.text):
            return value
    return re.sub(r"\W+", "-", expression.text).strip("-")


def _stand_ins(stacks: dict[str, Stack], model: Model, cache: Path | None) -> Iterator[Manifests]:
    kept = Cache(cache)
    renderer = Helm(program("helm"), kept)
    releases = Releases(helm=renderer, addons=addon_pins(), charts=None, cache=kept)
    for each in releases.read(stacks, model.stacks):
        yield of_operators(each) if each.origin is Origin.RENDERED else each
    yield from (each for each in eks_addons(model.stacks) if isinstance(each, Manifests))


def _values(stack: Json, name: str) -> Json:
    """Return the values of a release; none where there is no such release."""
    for address, block in resources(stack).items():
        if address.startswith("helm_release.") and block["name"] == name:
            return merged_values(release_values(block, handed_over))
    return {}


def _flags(arguments: Json) -> Iterator[str]:
    """Yield the flags that the chart of the autoscaler makes of its values."""
    for name, value in arguments.items():
        yield f"--{name}={str(value).lower() if isinstance(value, bool) else value}"
