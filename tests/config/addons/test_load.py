"""The folders of addons: mistakes that they have by themselves, or show together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addons.folder import Addon
from config.addons.load import load_addons
from config.addons.names import PLATFORM_ADDONS
from config.applications.placeholders import Placeholders
from config.errors import ConfigError, Mistake
from tests.fixtures.cert_manager import ADDON, NAME, VALUES

Files = dict[str, str]
PLACEHOLDERS = Placeholders.stand_ins("staging")
CODE = "https://code.example.com/cert-manager/tree"
OTHER: dict[str, Any] = {
    "chart": "other",
    "version": "1.0.0",
    "repository": "oci://charts.example.com/charts",
    "namespace": "other",
}


def other(**changes: object) -> Files:
    """Return the folder of another addon."""
    return {"other/addon.yaml": yaml.safe_dump(OTHER | changes), "other/values.yaml": ""}


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., tuple[Addon, ...]]:
    """Return a function that loads the platform's addons and cert-manager, with other files."""

    def loaded(files: Files | None = None) -> tuple[Addon, ...]:
        for name in PLATFORM_ADDONS:
            (tmp_path / name).symlink_to(Path("helm/addons", name).resolve())
        given = {f"{NAME}/addon.yaml": ADDON, f"{NAME}/values.yaml": VALUES, **(files or {})}
        for name, text in given.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return load_addons(tmp_path, PLACEHOLDERS)

    return loaded


@pytest.fixture
def refused(load: Callable[..., tuple[Addon, ...]]) -> Callable[..., list[Mistake]]:
    """Return a function that gives the mistakes of the addons with other files."""

    def mistakes(files: Files) -> list[Mistake]:
        with pytest.raises(ConfigError) as caught:
            load(files)
        return list(caught.value.mistakes)

    return mistakes


def changed(old: str, new: str) -> Files:
    """Return cert-manager's addon.yaml with a change."""
    assert old in ADDON
    return {f"{NAME}/addon.yaml": ADDON.replace(old, new)}


def test_the_platforms_own_come_first_and_others_by_what_they_need(
    load: Callable[..., tuple[Addon, ...]],
) -> None:
    names = [addon.name for addon in load(changed("[kube-prometheus-stack]", "[other]") | other())]
    assert names == [*PLATFORM_ADDONS, "other", NAME]


def test_placeholders_are_filled_in(load: Callable[..., tuple[Addon, ...]]) -> None:
    (found,) = [addon for addon in load() if addon.name == NAME]
    assert found.values["email"] == "certificates@example.com"


def test_text_stays_text_in_terraform(load: Callable[..., tuple[Addon, ...]]) -> None:
    (found,) = [a for a in load({f"{NAME}/values.yaml": "a: ${file(b)}"}) if a.name == NAME]
    assert found.values["a"] == "$${file(b)}"


LINES = [
    (changed("version: v1.17.0", "version: latest"), "version", 2, "is not written as it must be"),
    (changed("version: v1.17.0", "version: 1.17"), "version", 2, "is read as a number"),
    (changed("https://", "http://"), "repository", 3, "is not written as it must be"),
    (changed("https://", "https://me:secret@"), "repository", 3, "is not written as it must be"),
    (
        changed("namespace: cert", f"source: {CODE}/main/chart\nnamespace: cert"),
        "source",
        4,
        "a bra",
    ),
    (changed("namespace: cert", f"source: {CODE}\nnamespace: cert"), "source", 4, "not written as"),
    (changed("namespace: cert", "namespce: cert"), "namespce", 4, "is not a key"),
    (changed("namespace: cert-manager", "namespace: default"), "namespace", 4, "is taken"),
    (changed("namespace: cert-manager", "namespace: kube-public"), "namespace", 4, "is taken"),
    (changed("allows:", "pod_security: strict\nallows:"), "pod_security", 5, "is none of"),
    (changed("[vpc]", "[vcp]"), "allows.webhooks.ingress.0", 6, "is no peer"),
    (changed("[vpc]", "[10.0.0.1/8]"), "allows.webhooks.ingress.0", 6, "is no peer"),
    (changed("ingress: [vpc]", "ports: [1]"), "allows.webhooks.ports", 6, "stands twice"),
    (changed("{ingress: [vpc], ports: [10250]}", "{ports: [1]}"), "allows.webhooks", 6, "has no"),
    (changed("[10250]", "[102500]"), "allows.webhooks.ports.0", 6, "is more than 65535"),
    (changed("route53:GetChange", "route53:*"), "iam.cert-manager.0.actions.0", 13, "wildcard"),
    (changed("route53:GetChange", "route53"), "iam.cert-manager.0.actions.0", 13, "not written"),
    (changed("arn:aws:route53:::change/*", "all"), "iam.cert-manager.0.resources.0", 14, "not w"),
    (changed('resources: ["*"]', "resources: []"), "iam.cert-manager.2.resources", 18, "is empty"),
    (changed("  cert-manager:\n", f"  {'a' * 22}:\n"), f"iam.{'a' * 22}", 12, "is longer than 21"),
    (changed("[kube-", "[kub-"), "after.0", 19, "is not another addon"),
    (changed("[kube-prometheus-stack]", "[cert-manager]"), "after.0", 19, "is not another addon"),
    (changed("after:", "scheduling: [webhook]\nafter:"), "scheduling.0", 19, "no key that places"),
    (changed("chart:", "chart: [\n#"), "", 1, "is not closed"),
]


@pytest.mark.parametrize(("files", "path", "line", "problem"), LINES)
def test_a_mistake_in_addon_yaml_has_its_line(
    refused: Callable[..., list[Mistake]], files: Files, path: str, line: int, problem: str
) -> None:
    (mistake,) = [each for each in refused(files) if each.path == path]
    assert (mistake.file.name, mistake.line) == ("addon.yaml", line)
    assert problem in mistake.problem
    assert mistake.allowed
    assert mistake.remedy


def test_all_mistakes_are_told_at_once(
    refused: Callable[..., list[Mistake]], tmp_path: Path
) -> None:
    files = changed("version: v1.17.0", "version: latest") | other(chart="A", after=["nobody"])
    files |= {"third/values.yaml": "a: [", "loose.yaml": "a: 1"}
    found = {(mistake.file.parent.name, mistake.file.name) for mistake in refused(files)}
    assert found == {
        (NAME, "addon.yaml"),
        ("other", "addon.yaml"),
        ("third", "addon.yaml"),
        ("third", "values.yaml"),
        (tmp_path.name, "loose.yaml"),
    }


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        ("addons.yaml", "name the file as one of these"),
        ("values.yml", "name the file as one of these"),
        ("values.prod.yaml", "`addons.releases.cert-manager.values`"),
    ],
)
def test_a_file_that_nobody_reads_is_a_mistake(
    refused: Callable[..., list[Mistake]], file: str, remedy: str
) -> None:
    (mistake,) = refused({f"{NAME}/{file}": "a: 1"})
    assert mistake.file.name == file
    assert mistake.problem == "is read by nobody"
    assert remedy in mistake.remedy


@pytest.mark.parametrize("file", ["addon.yaml", "values.yaml"])
def test_a_file_that_is_missing_is_a_mistake(
    load: Callable[..., object], tmp_path: Path, file: str
) -> None:
    load()
    (tmp_path / NAME / file).unlink()
    with pytest.raises(ConfigError) as caught:
        load_addons(tmp_path, PLACEHOLDERS)
    (mistake,) = caught.value.mistakes
    assert (mistake.file, mistake.problem) == (tmp_path / NAME / file, "is missing")


@pytest.mark.parametrize("text", ["", "- a list", "a text"])
def test_an_addon_yaml_without_keys_is_a_mistake(
    refused: Callable[..., list[Mistake]], text: str
) -> None:
    (mistake,) = refused({f"{NAME}/addon.yaml": text})
    assert (mistake.file.name, mistake.problem) == ("addon.yaml", "is not a mapping")


def test_values_may_be_empty(load: Callable[..., tuple[Addon, ...]]) -> None:
    (found,) = [addon for addon in load({f"{NAME}/values.yaml": ""}) if addon.name == NAME]
    assert found.values == {}


def test_a_folder_of_the_platforms_own_that_is_missing_is_a_mistake(
    load: Callable[..., object], tmp_path: Path
) -> None:
    load()
    (tmp_path / "external-dns").rename(tmp_path / "external-dsn")
    with pytest.raises(ConfigError) as caught:
        load_addons(tmp_path, PLACEHOLDERS)
    missing = [mistake for mistake in caught.value.mistakes if "is missing" in mistake.problem]
    assert [mistake.file.name for mistake in missing] == ["external-dns"]
    assert "addons.releases.external-dns.enabled: false" in missing[0].remedy


def test_a_name_that_is_no_release_is_a_mistake(refused: Callable[..., list[Mistake]]) -> None:
    files = {"Other_One/addon.yaml": other()["other/addon.yaml"], "Other_One/values.yaml": ""}
    (mistake,) = refused(files)
    assert mistake.problem == "is not a name for an addon"


def test_addons_that_wait_for_each_other_are_told(refused: Callable[..., list[Mistake]]) -> None:
    files = changed("[kube-prometheus-stack]", "[other]") | other(after=[NAME])
    third = OTHER | {"namespace": "third", "after": [NAME]}
    files |= {"third/addon.yaml": yaml.safe_dump(third), "third/values.yaml": ""}
    found = refused(files)
    assert [(each.file.parent.name, each.path) for each in found] == [
        (NAME, "after"),
        ("other", "after"),
    ]
    assert all("cert-manager, other" in each.problem for each in found)


def test_addons_may_share_a_namespace_that_one_of_them_describes(
    load: Callable[..., tuple[Addon, ...]],
) -> None:
    assert [a.file.namespace for a in load(other(namespace=NAME))].count(NAME) == 2


def test_a_namespace_is_described_once(refused: Callable[..., list[Mistake]]) -> None:
    (mistake,) = refused(other(namespace=NAME, pod_security="baseline"))
    assert (mistake.file.parent.name, mistake.path) == ("other", "namespace")
    assert mistake.problem == "is described by the addon cert-manager already"


@pytest.mark.parametrize("key", ["pod_security", "allows"])
def test_kube_system_is_not_an_addons_to_describe(
    refused: Callable[..., list[Mistake]], key: str
) -> None:
    said = {"pod_security": "baseline", "allows": {}}
    (mistake,) = refused(other(**{"namespace": "kube-system", key: said[key]}))
    assert (mistake.path, mistake.file.parent.name) == (key, "other")


def test_two_addons_give_no_service_account_of_one_name_a_role(
    refused: Callable[..., list[Mistake]],
) -> None:
    rights = [{"actions": ["s3:ListAllMyBuckets"], "resources": ["*"]}]
    (mistake,) = refused(other(iam={NAME: rights}))
    assert (mistake.file.parent.name, mistake.path) == ("other", f"iam.{NAME}")
