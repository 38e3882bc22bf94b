"""A change of one value of one application, from its file to what a reviewer reads."""

import shutil
from pathlib import Path

import pytest
import yaml
from cdktf import App
from syrupy.assertion import SnapshotAssertion

from config.applications.load import APPLICATIONS
from config.platform import load_platform
from delivery.review.page import review_page
from delivery.review.review import reviews
from stacks.platform import build_platform
from tests.delivery.comment.test_page import Markdown

MOST_LINES = 30


def synthesized(folder: Path) -> None:
    """Synthesize `staging` as the checkout has it."""
    platform = load_platform("staging")
    folder.mkdir()
    app = App(outdir=str(folder / "staging"))
    build_platform(app, platform.config, platform.applications)
    app.synth()


@pytest.fixture
def values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the values of an application, in a checkout in which they may be changed."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for path in Path().iterdir():
        (checkout / path.name).symlink_to(path.resolve())
    (checkout / "helm").unlink()
    shutil.copytree("helm", checkout / "helm")
    monkeypatch.chdir(checkout)
    return APPLICATIONS / "app1" / "values.yaml"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"image": {"tag": "2.0.0"}}, id="image"),
        pytest.param({"resources": {"requests": {"memory": "192Mi"}}}, id="memory"),
        pytest.param({"autoscaling": {"maxReplicas": 9}}, id="replicas"),
    ],
)
def test_one_value_is_read_at_a_glance(
    change: dict[str, dict[str, object]],
    values: Path,
    tmp_path: Path,
    snapshot: SnapshotAssertion,
) -> None:
    synthesized(tmp_path / "base")
    data = yaml.safe_load(values.read_text())
    for key, part in change.items():
        data[key] = data.get(key, {}) | part
    values.write_text(yaml.safe_dump(data))
    synthesized(tmp_path / "head")

    page = review_page(reviews(tmp_path / "base", tmp_path / "head"))

    assert len(page.splitlines()) <= MOST_LINES
    assert page == snapshot(extension_class=Markdown)
