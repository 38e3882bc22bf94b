"""Our values against the keys that the pinned charts know."""

import json
import re
from pathlib import Path

import pytest
import yaml

from config.addon_charts import ADDON_CHARTS
from ops.chart_keys import KEYS, unknown_keys

VALUES = Path("helm/addons")

TREES = {
    addon: KEYS / f"{chart.name}-{chart.version}.json" for addon, chart in ADDON_CHARTS.items()
}


DIGEST_UNKNOWN = {"aws-for-fluent-bit", "kube-prometheus-stack", "nginx-ingress"}
"""The addons whose charts are held by their version only: docs/decisions/0002-pins.md."""


def test_every_pinned_chart_has_a_digest_but_those_that_are_known_to_lack_it() -> None:
    digests = {addon: chart.digest for addon, chart in ADDON_CHARTS.items()}
    assert {addon for addon, digest in digests.items() if digest is None} == DIGEST_UNKNOWN
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests.values() if digest)


def test_every_pinned_chart_has_values_of_ours() -> None:
    assert {file.stem for file in VALUES.glob("*.yaml")} == ADDON_CHARTS.keys()


def test_every_pinned_chart_has_its_tree_of_keys_and_no_other_has() -> None:
    missing_or_stale = set(KEYS.glob("*.json")) ^ set(TREES.values())
    assert missing_or_stale == set(), "run `make chart-keys CHART=<folder or .tgz>`"


@pytest.mark.parametrize("addon", ADDON_CHARTS)
def test_the_chart_knows_every_key_of_our_values(addon: str) -> None:
    tree = json.loads(TREES[addon].read_text(encoding="utf-8"))
    values = yaml.safe_load((VALUES / f"{addon}.yaml").read_text(encoding="utf-8"))
    assert list(unknown_keys(values, tree)) == []
