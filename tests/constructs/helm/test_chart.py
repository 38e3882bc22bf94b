from pathlib import Path

import pytest
from cdktf import App, TerraformStack

from config.yaml.stray_files import is_stray
from constructs.helm import chart

FILES = {
    "Chart.yaml": "name: shop\nversion: 1.0.0\n",
    "values.yaml": "{}\n",
    "values.schema.json": "{}\n",
    "files/board.json": "{}\n",
    "templates/NOTES.txt": "thanks\n",
    "templates/_names.tpl": "\n",
    "templates/deployment.yaml": "kind: Deployment\n",
    "templates/tests/connection.yaml": "kind: Pod\n",
}
NOT_RELEASED = (
    "README.md", "README.md.gotmpl", "ci/web-values.yaml", "tests/deployment_test.yaml",
    ".DS_Store", "Thumbs.db", "values.yaml~", ".values.yaml.swp", "#values.yaml#",
    "templates/.DS_Store", "templates/.deployment.yaml", "templates/._deployment.yaml",
    "templates/deployment.yaml~", "templates/deployment.yaml.bak", "templates/deployment.yaml.orig",
    "templates/__MACOSX/deployment.yaml", "templates/.idea/deployment.yaml", "files/Thumbs.db",
    "files/.board.json.swp", "__MACOSX/._Chart.yaml",
)  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a chart of ours."""
    monkeypatch.setattr(chart, "CHARTS", tmp_path)
    for name, text in FILES.items():
        write(tmp_path / "shop" / name, text)
    return tmp_path / "shop"


def write(file: Path, text: str) -> None:
    """Write a file, with the folders above it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def released(outdir: Path) -> tuple[str, dict[str, str]]:
    """Return the path of the chart in a synthesized stack, and the files there."""
    app = App(outdir=str(outdir))
    stack = TerraformStack(app, "stack")
    path = chart.own_chart(stack, "shop").chart
    app.synth()
    folder = outdir / "stacks/stack" / path
    files = [file for file in folder.rglob("*") if file.is_file()]
    return path, {str(f.relative_to(folder)): f.read_text(encoding="utf-8") for f in files}


def test_a_chart_travels_with_the_files_that_helm_reads(shop: Path, tmp_path: Path) -> None:
    assert released(tmp_path / "out")[1] == {name: FILES[name] for name in FILES}
    assert shop.is_dir()


def test_nothing_else_travels_or_upgrades_a_release(shop: Path, tmp_path: Path) -> None:
    before = released(tmp_path / "before")
    for name in NOT_RELEASED:
        write(shop / name, "left behind")
    (shop / "templates/.#deployment.yaml").symlink_to("user@host.1234")
    (shop / "templates/gone.yaml").symlink_to("nowhere")
    (shop / "templates/empty").mkdir()
    assert released(tmp_path / "after") == before


@pytest.mark.parametrize("name", FILES)
def test_a_change_of_what_is_released_upgrades_releases(
    shop: Path, tmp_path: Path, name: str
) -> None:
    before, _ = released(tmp_path / "before")
    write(shop / name, FILES[name] + " ")
    assert released(tmp_path / "after")[0] != before


@pytest.mark.parametrize(
    "name", ["templates/added.yaml", "templates/_added.tpl", "files/a.json", "files/a/b.yaml"]
)
def test_a_new_file_upgrades_releases(shop: Path, tmp_path: Path, name: str) -> None:
    before, _ = released(tmp_path / "before")
    write(shop / name, "\n")
    assert released(tmp_path / "after")[0] != before


@pytest.mark.parametrize("folder", sorted(Path("helm").glob("*/Chart.yaml")))
def test_every_file_of_our_charts_that_helm_reads_is_released(folder: Path) -> None:
    names = ("Chart.yaml", "values.yaml", "values.schema.json")
    wanted = {Path(name) for name in names}
    for part in ("templates", "files", "crds", "charts"):
        paths = (folder.parent / part).rglob("*")
        wanted |= {
            path.relative_to(folder.parent)
            for path in paths
            if path.is_file() and not is_stray(path)
        }
    assert set(chart._packed(folder.parent)) == wanted  # noqa: SLF001 - what no stack shows
