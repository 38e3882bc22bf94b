"""What an environment makes of addons: their rights, values no chart knows, what is off."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addons.load import load_addons
from config.addons.names import ADDONS
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import validate
from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml
from tests.fixtures import cert_manager
from tests.fixtures.cert_manager import ADDON, NAME

Judge = Callable[..., list[Mistake]]

TREE = {
    "global": {"priorityClassName": "value"},
    "email": "value",
    "nodeSelector": "any",
    "replicaCount": "value",
    "webhook": {"replicaCount": "value", "tolerations": "any"},
}


@pytest.fixture
def judge(staging: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Return a function that gives the mistakes of staging with cert-manager.

    Its arguments are the addon's files, the tree of its chart's keys and its version, and the
    section `addons` of the environment's file.
    """

    def judged(
        addon: str = ADDON,
        values: str = cert_manager.VALUES,
        tree: object = None,
        version: str = cert_manager.VERSION,
        **addons: object,
    ) -> list[Mistake]:
        monkeypatch.chdir(cert_manager.make_checkout(tmp_path / "checkout", addon, values))
        if tree is not None:
            text = tree if isinstance(tree, str) else json.dumps(tree)
            (ADDONS / NAME / f"chart-keys-{version}.json").write_text(text, encoding="utf-8")
        text = yaml.safe_dump(staging | {"addons": addons}, sort_keys=False)
        document = load_yaml(text, Path("staging.yaml"))
        try:
            config = validate(document)
            read = load_addons(ADDONS, Placeholders.of(config))
            check_platform(config, (), document, folders=(), addons=read)
        except ConfigError as error:
            return list(error.mistakes)
        return []

    return judged


def rights(actions: list[str], resources: list[str]) -> str:
    """Return an addon.yaml that asks for these rights alone."""
    statement = {"actions": actions, "resources": resources}
    text: str = yaml.safe_dump(yaml.safe_load(ADDON) | {"iam": {NAME: [statement]}})
    return text


def line_of(mistake: Mistake) -> str:
    """Return the line that a mistake in a file of the addon names."""
    assert mistake.line
    return mistake.file.read_text(encoding="utf-8").splitlines()[mistake.line - 1].strip()


def test_an_addon_is_accepted_with_and_without_a_tree_of_keys(judge: Judge) -> None:
    assert judge() == []


def test_keys_that_the_chart_knows_are_accepted(judge: Judge) -> None:
    given = {"values": {"webhook": {"replicaCount": 5}}}
    assert judge(tree=TREE, releases={NAME: given}) == []


def test_a_key_of_its_values_that_the_chart_does_not_know_is_refused(judge: Judge) -> None:
    (mistake,) = judge(values="webhook:\n  replicaCont: 3\n", tree=TREE)
    assert mistake.path == "webhook.replicaCont"
    assert line_of(mistake) == "replicaCont: 3"
    assert "cert-manager-v1.17.0.tgz" in mistake.problem
    assert mistake.remedy == "did you mean `replicaCount`?"


def test_a_key_of_an_override_that_the_chart_does_not_know_has_its_line(judge: Judge) -> None:
    (mistake,) = judge(tree=TREE, releases={NAME: {"values": {"webhook": {"replica": 1}}}})
    assert mistake.path == "addons.releases.cert-manager.values.webhook.replica"
    assert (mistake.file.name, mistake.value) == ("staging.yaml", "1")
    assert mistake.line


def test_so_has_one_for_an_addon_of_the_platform(judge: Judge) -> None:
    (mistake,) = judge(releases={"external-dns": {"values": {"intervall": "5m"}}})
    assert mistake.path == "addons.releases.external-dns.values.intervall"
    assert mistake.line
    assert mistake.remedy == "did you mean `interval`?"


@pytest.mark.parametrize(
    ("given", "path", "problem"),
    [
        ({"enable": False}, "enable", "is not a key that is known here"),
        ({"enabled": "no"}, "enabled", "is read as text"),
        ({"values": []}, "values", "is not a mapping"),
    ],
)
def test_a_mistake_in_an_override_has_its_line(
    judge: Judge, given: object, path: str, problem: str
) -> None:
    (mistake,) = judge(releases={NAME: given})
    assert mistake.path == f"addons.releases.cert-manager.{path}"
    assert mistake.line
    assert problem in mistake.problem


def test_a_place_that_the_chart_does_not_know_is_refused(judge: Judge) -> None:
    addon = ADDON + "scheduling: [webhook.toleration.tolerations, webhook.tolerations]\n"
    (mistake,) = judge(addon, tree=TREE)
    assert mistake.path == "scheduling.0"
    assert mistake.allowed == "global.priorityClassName, nodeSelector, webhook.tolerations"


def test_a_switch_of_pods_that_the_chart_does_not_know_is_refused(judge: Judge) -> None:
    switched = "{requests: [resources], enabled: webhook.there}"
    found = judge(ADDON + f"workloads: {{webhook: {switched}}}\n", tree=TREE)
    (mistake,) = [each for each in found if each.path == "workloads.webhook.enabled"]
    assert mistake.line
    assert "there" not in mistake.allowed


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("budget: webhook.pdb", "budget"),
        ("rollout: strategy", "rollout"),
        ("max_replicas: webhook.most", "max_replicas"),
        ("placing: [., webhooks]", "placing.1"),
    ],
)
def test_a_place_of_pods_that_the_chart_does_not_know_is_refused(
    judge: Judge, key: str, path: str
) -> None:
    workload = f"{{requests: [resources], {key}}}"
    found = judge(ADDON + f"workloads: {{webhook: {workload}}}\n", tree=TREE)
    (mistake,) = [each for each in found if each.path == f"workloads.webhook.{path}"]
    assert mistake.line


def test_a_tree_of_another_version_is_refused(judge: Judge) -> None:
    (mistake,) = judge(tree=TREE, version="v1.16.0")
    assert mistake.file.name == "chart-keys-v1.16.0.json"
    assert "make chart-keys" in mistake.remedy


def test_a_tree_that_is_no_json_is_refused(judge: Judge) -> None:
    (mistake,) = judge(tree="{\n")
    assert (mistake.file.name, mistake.line) == ("chart-keys-v1.17.0.json", 2)


@pytest.mark.parametrize(
    ("actions", "resources"),
    [
        (["route53:ListHostedZonesByName"], ["*"]),
        (["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::backups", "arn:aws:s3:::backups/*"]),
        (["sqs:ReceiveMessage"], ["arn:aws:sqs:$(platform.region):$(platform.account_id):work"]),
        (["iam:PassRole"], ["arn:aws:iam::111122223333:role/nodes"]),
    ],
)
def test_rights_that_fit_are_accepted(
    judge: Judge, actions: list[str], resources: list[str]
) -> None:
    assert judge(rights(actions, resources)) == []


@pytest.mark.parametrize(
    ("actions", "resources", "place", "problem"),
    [
        (["s3:GetObjekt"], ["arn:aws:s3:::a/*"], "actions.0", "is no action of AWS"),
        (["s4:GetObject"], ["arn:aws:s3:::a/*"], "actions.0", "is no action of AWS"),
        (["s3:GetObject"], ["*"], "actions.0", "is asked for on all resources"),
        (["s3:ListAllMyBuckets"], ["arn:aws:s3:::a"], "actions.0", "for all resources at once"),
        (["s3:GetObject"], ["arn:aws:sqs:eu-west-1:111122223333:a"], "resources.0", "is nothing"),
        (["s3:GetObject"], ["arn:aws-cn:s3:::a/*"], "resources.0", "of the partition aws-cn"),
        (["sqs:SendMessage"], ["arn:aws:sqs:eu-west-1:999999999999:a"], "resources.0", "account"),
    ],
)
def test_rights_that_allow_nothing_or_too_much_are_refused(
    judge: Judge, actions: list[str], resources: list[str], place: str, problem: str
) -> None:
    found = {each.path: each for each in judge(rights(actions, resources))}
    mistake = found[f"iam.cert-manager.0.{place}"]
    assert problem in mistake.problem
    assert line_of(mistake).lstrip("- ") == (actions + resources)[place.startswith("res")]


def test_a_policy_that_iam_refuses_for_its_size_is_refused(judge: Judge) -> None:
    (mistake,) = judge(rights(["s3:GetObject"], [f"arn:aws:s3:::b{n}/*" for n in range(500)]))
    assert mistake.path == "iam.cert-manager"
    assert "makes a policy of" in mistake.problem


def test_what_an_addon_needs_cannot_be_switched_off_without_it(judge: Judge) -> None:
    off = {"enabled": False}
    (mistake,) = judge(releases={"kube-prometheus-stack": off})
    assert mistake.path == "addons.releases.kube-prometheus-stack.enabled"
    assert mistake.problem == "takes away what addons need: cert-manager"
    assert mistake.line


def test_both_can_be_switched_off(judge: Judge) -> None:
    names = ("kube-prometheus-stack", NAME)
    assert judge(releases={name: {"enabled": False} for name in names}) == []


def test_a_folder_of_charts_has_to_have_its_archive(judge: Judge, tmp_path: Path) -> None:
    problems = [each.problem for each in judge(charts_folder=str(tmp_path))]
    assert "lacks the chart of cert-manager" in problems
