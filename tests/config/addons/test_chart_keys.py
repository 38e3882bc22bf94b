from collections.abc import Callable
from pathlib import Path

import pytest

from config.addons.chart_keys import Tree, chart_keys, placing_paths, unknown_keys
from config.addons.folder import read_addon
from config.applications.placeholders import Placeholders
from config.errors import ConfigError, Mistake
from tests.fixtures.cert_manager import ADDON, NAME, VALUES

Refused = Callable[[str, str], Mistake]


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """Return a function that gives the mistake of a file of keys, of version v1.17.0 or another."""

    def mistake(name: str, text: str) -> Mistake:
        folder = tmp_path / NAME
        folder.mkdir()
        files = {"addon.yaml": ADDON, "values.yaml": VALUES, name: text}
        for file, content in files.items():
            (folder / file).write_text(content, encoding="utf-8")
        addon, _ = read_addon(folder, Placeholders.stand_ins("staging"))
        assert addon
        with pytest.raises(ConfigError) as caught:
            chart_keys(addon)
        (found,) = caught.value.mistakes
        return found

    return mistake


def test_keys_that_are_no_json_can_be_written_again(refused: Refused) -> None:
    mistake = refused("chart-keys-v1.17.0.json", "{\n")
    assert (mistake.problem, mistake.line) == ("is not JSON", 2)
    assert mistake.allowed == "JSON, as `make chart-keys` writes it"
    assert mistake.remedy.startswith("`make chart-keys CHART=<")


def test_keys_of_another_version_of_the_chart_are_told_from_its_own(refused: Refused) -> None:
    mistake = refused("chart-keys-v1.16.0.json", "{}")
    assert "another version of the chart than v1.17.0" in mistake.problem
    assert mistake.allowed == "chart-keys-v1.17.0.json"


def test_keys_that_a_chart_does_not_know_are_named_with_what_it_knows_there() -> None:
    values = {"pod": {"a": 1, "wrong": {"x": 1}}, "free": {"any": {"thing": 1}}, "typo": 1}
    tree: Tree = {"pod": {"a": "value"}, "free": "any"}
    assert list(unknown_keys(values, tree)) == [
        (("pod", "wrong"), {"a": "value"}),
        (("typo",), tree),
    ]


def test_a_key_below_a_plain_value_is_unknown() -> None:
    assert list(unknown_keys({"tag": {"name": "x"}}, {"tag": "value"})) == [(("tag", "name"), {})]


def test_pods_are_placed_by_keys_at_any_depth() -> None:
    tree: Tree = {
        "nodeSelector": "any",
        "webhook": {"tolerations": "any", "image": {"tag": "value"}},
        "grafana.ini": {"nodeSelector": "any"},
    }
    assert list(placing_paths(tree)) == ["nodeSelector", "webhook.tolerations"]
