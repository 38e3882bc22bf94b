"""An addon that an owner adds by a folder: what it makes, and what it leaves as it is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from cdktf import TerraformStack, Testing

from config.platform import load_platform
from config.sections.addons import AddonsConfig
from ops import chart_keys
from stacks.platform import build_platform
from terraform_json.order import closure, needs
from terraform_json.stack import resources
from terraform_json.types import Json
from terraform_json.values import as_written, merged_values, release_values
from tests.fixtures import cert_manager
from tests.fixtures.cert_manager import NAME

Synthesize = Callable[[TerraformStack], Json]

RELEASE = "helm_release.addons_by-folder_cert-manager_release_"
PLACE = {
    "nodeSelector": {"node": "infrastructure"},
    "tolerations": [
        {"key": "node", "value": "infrastructure", "operator": "Equal", "effect": "NoSchedule"}
    ],
}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a checkout with the addon's folder, in which the test works."""
    folder = cert_manager.make_checkout(tmp_path / "checkout")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def k8s(synthesize: Synthesize) -> Callable[..., Json]:
    """Return a function that synthesizes the stack k8s of staging, with changes to `addons`."""

    def synthesized(**addons: object) -> Json:
        platform = load_platform("staging")
        config = platform.config.model_copy(update={"addons": AddonsConfig.model_validate(addons)})
        *_, stack = build_platform(Testing.app(), config, platform.applications)
        return synthesize(stack)

    return synthesized


def release(data: Json) -> Json:
    """Return the addon's release."""
    (found,) = [each for key, each in resources(data).items() if key.startswith(RELEASE)]
    return dict(found)


def values(data: Json) -> Json:
    """Return the values of the addon's release, as Helm merges them."""
    return merged_values(release_values(release(data), as_written))


def test_it_adds_its_own_and_changes_nothing_else(
    k8s: Callable[..., Json], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = resources(k8s())
    monkeypatch.chdir(cert_manager.make_checkout(tmp_path / "checkout"))
    after = resources(k8s())
    assert {key: each for key, each in after.items() if key in before} == before
    added = sorted(key.rsplit("_", 1)[0] for key in after.keys() - before)
    pods = "addons_by-folder_cert-manager_identity-cert-manager"
    namespace = "addons_namespaces_cert-manager"
    allows = ("aws-and-kubernetes-apis", "dns", "metrics", "pod-identity", "webhooks")
    assert added == [
        f"aws_eks_pod_identity_association.{pods}_association",
        f"aws_iam_role.{pods}_role",
        f"aws_iam_role_policy.{pods}_policy",
        "helm_release.addons_by-folder_cert-manager_release",
        f"kubernetes_namespace_v1.{namespace}_namespace",
        *(f"kubernetes_network_policy_v1.{namespace}_allow-{allow}" for allow in allows),
        f"kubernetes_network_policy_v1.{namespace}_default-deny",
    ]


@pytest.mark.usefixtures("checkout")
def test_its_release_is_the_pinned_chart_with_our_values(k8s: Callable[..., Json]) -> None:
    found = release(k8s())
    assert (found["chart"], found["version"]) == (NAME, cert_manager.VERSION)
    assert found["repository"] == "https://charts.example.com"
    assert (found["name"], found["namespace"]) == (NAME, NAME)
    assert values(k8s())["email"] == "certificates@staging.example.com"


@pytest.mark.usefixtures("checkout")
def test_without_a_tree_of_keys_its_pods_are_placed_by_keys_at_the_top(
    k8s: Callable[..., Json],
) -> None:
    found = values(k8s())
    assert found["priorityClassName"] == "platform-infrastructure"
    assert {key: found[key] for key in PLACE} == PLACE
    assert found["webhook"] == {"replicaCount": 3}


def test_with_a_tree_its_pods_are_placed_wherever_the_chart_asks(
    k8s: Callable[..., Json], checkout: Path
) -> None:
    (file,) = chart_keys.write(cert_manager.write_chart(checkout / "chart"))
    assert file == Path("helm/addons/cert-manager/chart-keys-v1.17.0.json")
    found = values(k8s())
    assert found["global"] == {"priorityClassName": "platform-infrastructure"}
    assert "priorityClassName" not in found
    assert {key: found[key] for key in PLACE} == PLACE
    assert found["webhook"] == {"replicaCount": 3, **PLACE}


@pytest.mark.usefixtures("checkout")
def test_it_waits_for_what_it_needs(k8s: Callable[..., Json]) -> None:
    data = k8s()
    (address,) = [key for key in resources(data) if key.startswith(RELEASE)]
    waited = closure(needs(data), [address])
    names = {resources(data)[each].get("name") for each in waited if each in resources(data)}
    assert "kube-prometheus-stack" in names
    kinds = {each.split(".")[0] for each in waited if "cert-manager" in each}
    assert {"aws_eks_pod_identity_association", "kubernetes_network_policy_v1"} <= kinds
    assert any(each.startswith("kubernetes_priority_class_v1.") for each in waited)


@pytest.mark.usefixtures("checkout")
def test_its_pods_may_do_what_its_file_lists(k8s: Callable[..., Json]) -> None:
    data = k8s()["resource"]
    (role,) = [r for k, r in data["aws_iam_role"].items() if NAME in k]
    assert role["name"] == "platform-staging-addon-cert-manager"
    (policy,) = [p["policy"] for k, p in data["aws_iam_role_policy"].items() if NAME in k]
    listed = yaml.safe_load(cert_manager.ADDON)["iam"][NAME]
    assert json.loads(policy)["Statement"] == [
        {"Effect": "Allow", "Action": each["actions"], "Resource": each["resources"]}
        for each in listed
    ]


@pytest.mark.usefixtures("checkout")
def test_switched_off_it_leaves_its_namespace_alone(k8s: Callable[..., Json]) -> None:
    off = {NAME: {"enabled": False}}
    left = [key for key in resources(k8s(releases=off)) if NAME in key]
    assert left
    assert {key.split(".")[0] for key in left} == {
        "kubernetes_namespace_v1",
        "kubernetes_network_policy_v1",
    }


@pytest.mark.usefixtures("checkout")
def test_values_of_the_environment_go_over_its_own(k8s: Callable[..., Json]) -> None:
    given = {"webhook": {"replicaCount": 5}, "nodeSelector": {"node": "other"}}
    found = values(k8s(releases={NAME: {"values": given}}))
    assert found["webhook"]["replicaCount"] == 5
    assert found["nodeSelector"] == {"node": "other"}


def test_an_addon_of_the_platform_may_be_given_more_rights_which_its_own_role_gets(
    k8s: Callable[..., Json], checkout: Path
) -> None:
    folder = checkout / "helm" / "addons" / "external-dns"
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    folder.unlink()
    folder.mkdir()
    rights = '{external-dns: [{actions: [route53:ListHostedZonesByName], resources: ["*"]}]}'
    texts["addon.yaml"] += f"iam: {rights}\n"
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = k8s()["resource"]
    (role,) = [key for key in data["aws_iam_role"] if "external-dns" in key]
    assert "by-folder" not in role
    (policy,) = [p["policy"] for k, p in data["aws_iam_role_policy"].items() if "external-dns" in k]
    *_, last = json.loads(policy)["Statement"]
    assert last["Action"] == ["route53:ListHostedZonesByName"]


def test_addons_that_share_a_namespace_have_one_and_wait_for_its_policies(
    k8s: Callable[..., Json], checkout: Path
) -> None:
    folder = checkout / "helm" / "addons" / "a-trust-manager"
    folder.mkdir()
    addon = "chart: a\nversion: 1.0.0\nrepository: oci://charts.example.com\n"
    (folder / "addon.yaml").write_text(f"{addon}namespace: cert-manager\n", encoding="utf-8")
    (folder / "values.yaml").touch()
    data = k8s()
    keys = list(resources(data))
    assert len([k for k in keys if k.startswith("kubernetes_namespace_v1") and NAME in k]) == 1
    (second,) = [key for key in keys if "a-trust-manager_release" in key]
    policies = {k for k in keys if k.startswith("kubernetes_network_policy_v1") and NAME in k}
    assert len(policies) == 6
    assert policies <= set(resources(data)[second]["depends_on"])
