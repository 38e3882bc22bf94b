"""What is told of Go's tools, Terraform's providers, charts and actions."""

from pathlib import Path

from config.addons.load import addon_pins
from ops.dependencies.ecosystem import Dependency
from ops.dependencies.report import (
    charts_of_others,
    github_actions,
    go_tools,
    terraform_providers,
)

GO_MOD = """\
module platform/tools/helm

tool (
	helm.sh/helm/v3/cmd/helm
	helm.sh/helm/v3/cmd/other
)

require (
	helm.sh/helm/v3 v3.22.0 // indirect
	k8s.io/api v0.35.4 // indirect
)
"""
COMMIT = "3d3c42e5aac5ba805825da76410c181273ba90b1"


def test_the_tools_of_a_module_are_one_dependency_and_the_rest_is_counted(tmp_path: Path) -> None:
    file = tmp_path / "helm/go.mod"
    file.parent.mkdir()
    file.write_text(GO_MOD, encoding="utf-8")
    found = go_tools(tmp_path)
    assert found.direct == (
        Dependency(name="helm.sh/helm/v3", version="3.22.0", files=(str(file),)),
    )
    assert found.indirect == 1


def test_a_provider_has_the_version_that_is_locked() -> None:
    file = "tools/terraform/providers.lock.hcl"
    aws = Dependency(name="aws", version="5.100.0", files=(file,))
    assert aws in terraform_providers().direct
    assert Path(file).exists()


def test_a_chart_of_others_has_the_version_of_its_addon() -> None:
    file = "helm/addons/external-dns/addon.yaml"
    version = addon_pins()["external-dns"].version
    chart = Dependency(name="external-dns", version=version, files=(file,))
    assert chart in charts_of_others().direct
    assert Path(file).exists()


def test_an_action_is_told_once_a_version_with_all_files_that_use_it(tmp_path: Path) -> None:
    for name, tag in (("a", "v7"), ("b", "v7"), ("c", "v6")):
        line = f"      - uses: actions/checkout@{COMMIT} # {tag}\n"
        (tmp_path / f"{name}.yml").write_text(line, encoding="utf-8")
    assert github_actions(tmp_path).direct == (
        Dependency(name="actions/checkout", version="v6", files=(f"{tmp_path}/c.yml",)),
        Dependency(
            name="actions/checkout",
            version="v7",
            files=(f"{tmp_path}/a.yml", f"{tmp_path}/b.yml"),
        ),
    )


def test_an_action_without_a_tag_beside_it_has_the_commit_for_a_version(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(f"- uses: actions/checkout@{COMMIT}\n", encoding="utf-8")
    (action,) = github_actions(tmp_path).direct
    assert action.version == COMMIT


def test_an_action_of_the_checkout_is_no_dependency(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("- uses: ./.github/actions/setup\n", encoding="utf-8")
    assert github_actions(tmp_path).direct == ()
