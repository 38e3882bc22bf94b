"""Draws the pictures of a comment and of a review in docs/pictures, from what the tests record.

`PYTHONPATH=. python tests/delivery/pictures.py`, with Chromium on the PATH. The style is like
GitHub's, and not GitHub's.
"""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright

from tests.delivery.comment.support import commented, recorded, stopped

PICTURES: Final = Path("docs/pictures")
DRAWN: Final = PICTURES / "drawn.json"
"""The digest of the text of each picture, by which a test tells that a picture is an old one."""
REVIEWED: Final = Path(__file__).parent / "review/__snapshots__/test_one_value"
WIDTH: Final = 910
STYLE: Final = """
body {font: 14px/1.5 Helvetica, Arial, sans-serif; color: #1f2328; width: 860px; margin: 24px}
code {background: #eff1f3; padding: .15em .35em; border-radius: 5px; font: 85% monospace}
h2, h3 {border-bottom: 1px solid #d1d9e0; padding-bottom: .25em}
li {margin: .2em 0}
"""


def comment() -> str:
    """Return the comment on plans of two environments, of each kind that there is."""
    prod = {"environment": "prod"}
    return commented(
        recorded("replace"),
        recorded("destroy", "k8s"),
        stopped("deferred"),
        recorded("drift").model_copy(update=prod),
        recorded("no-op", "k8s").model_copy(update=prod),
    )


def review() -> str:
    """Return the review of another image of one application."""
    (file,) = REVIEWED.glob("*image*")
    return file.read_text(encoding="utf-8")


def texts() -> dict[str, str]:
    """Return the text of each picture."""
    return {"plan-comment": comment(), "review": review()}


def digests() -> dict[str, str]:
    """Return the digest of the text of each picture."""
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts().items()}


def main() -> None:
    """Draw the pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, text in texts().items():
            page = browser.new_page(viewport={"width": WIDTH, "height": 300})
            html = MarkdownIt("commonmark").render(text)
            page.set_content(f"<style>{STYLE}</style><body>{html}</body>")
            page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
        browser.close()
    DRAWN.write_text(json.dumps(digests(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
