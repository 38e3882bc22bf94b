"""The pods of third parties' charts that cannot be rendered, by the table in addon.yaml."""

from dataclasses import dataclass

from config.addons.addon_file import AddonFile
from resilience.model.cache import Cache
from terraform_json.types import Json


@dataclass(frozen=True, kw_only=True)
class Tables:
    cache: Cache

    def objects(self, addon: AddonFile, block: Json) -> tuple[list[Json], list[str]]:
        return [], ["table to come"]
