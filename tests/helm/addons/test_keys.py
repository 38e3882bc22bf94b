"""Where the pinned charts were read, their digests, and the trees of their keys."""

import re

from config.addons.chart_keys import keys_file, keys_files
from config.addons.load import addon_pins
from config.addons.names import ADDONS, PLATFORM_ADDONS

PINS = {name: pin for name, pin in addon_pins().items() if name in PLATFORM_ADDONS}
DIGEST_UNKNOWN = {"argo-rollouts", "kube-prometheus-stack", "nginx-ingress"}
"""The addons whose charts are held by their version only: docs/decisions/0002-pins.md."""


def test_every_pinned_chart_has_a_digest_but_those_that_are_known_to_lack_it() -> None:
    digests = {addon: pin.digest for addon, pin in PINS.items()}
    assert {addon for addon, digest in digests.items() if digest is None} == DIGEST_UNKNOWN
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests.values() if digest)


def test_every_pinned_chart_says_in_which_folder_of_which_tag_it_was_read() -> None:
    sources = {addon: pin.source for addon, pin in PINS.items()}
    folders = {addon: source.rpartition("/")[2] for addon, source in sources.items() if source}
    assert folders == {addon: pin.chart for addon, pin in PINS.items()}


def test_every_pinned_chart_has_its_tree_of_keys_so_that_its_values_are_checked() -> None:
    found = {addon: keys_files(ADDONS / addon) for addon in PINS}
    assert found == {addon: [keys_file(ADDONS / addon, PINS[addon].version)] for addon in PINS}
