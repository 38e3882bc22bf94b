"""The part of an environment file that describes the addons installed by Helm."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.addons.names import addon_names
from config.sections.section import Section
from config.wording import did_you_mean


def _known(name: str) -> str:
    known = addon_names()
    if name not in known:
        remedy = did_you_mean(name, known) or "correct the name, or add the addon's folder"
        says = {"allowed": ", ".join(known), "remedy": remedy}
        raise PydanticCustomError("addon", "is not an addon that is known here", says)
    return name


AddonName = Annotated[str, AfterValidator(_known)]


class AddonConfig(Section):
    """One addon."""

    enabled: bool = True
    """whether it is installed"""
    values: dict[str, Any] = Field(default={})
    """values of its chart, over those in helm/addons"""


class AddonsConfig(Section):
    """The addons that Helm installs."""

    charts_folder: Annotated[str, Field(min_length=1)] | None = None
    """a folder with the charts as `<chart>-<version>.tgz`, seen from the project's; left out, they
    come from their repositories"""
    releases: dict[AddonName, AddonConfig] = Field(default={})
    """what differs from the default, for any addon by the name of its folder in helm/addons"""

    def enabled(self, name: str) -> bool:
        """Return whether an addon is installed."""
        return self._of(name).enabled

    def values(self, name: str) -> dict[str, Any]:
        """Return the values that go over ours."""
        return self._of(name).values

    def _of(self, name: str) -> AddonConfig:
        return self.releases.get(name, AddonConfig())
