import json
import re
from pathlib import Path

from sandbox.kubernetes import LocalControlPlane

TOOLS = Path(__file__).parents[3] / "tools"


def pinned(family: str, module: str) -> str:
    """Return the version that a family of tools pins of a module."""
    text = (TOOLS / family / "go.mod").read_text(encoding="utf-8")
    match = re.search(rf"^\s*{re.escape(module)} (v\S+)", text, re.MULTILINE)
    assert match
    return match[1]


def test_kubernetes_reports_the_version_that_is_pinned(control_plane: LocalControlPlane) -> None:
    version = json.loads(control_plane.run("kubectl", "version", "--output=json"))

    kubernetes = pinned("kubernetes", "k8s.io/kubernetes")
    assert version["serverVersion"]["gitVersion"] == kubernetes
    assert version["clientVersion"]["gitVersion"] == kubernetes


def test_helm_renders_for_the_pinned_kubernetes_without_a_cluster(
    control_plane: LocalControlPlane, tmp_path: Path
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "Chart.yaml").write_text("{apiVersion: v2, name: probe, version: 0.1.0}")
    (tmp_path / "templates" / "versions.yaml").write_text(
        "kubernetes: {{ .Capabilities.KubeVersion.Minor }}\n"
        "helm: {{ .Capabilities.HelmVersion.Version }}"
    )

    rendered = control_plane.run("helm", "template", str(tmp_path))

    assert f"kubernetes: {pinned('kubernetes', 'k8s.io/kubernetes').split('.')[1]}\n" in rendered
    assert f"helm: {pinned('helm', 'helm.sh/helm/v3')}\n" in rendered
