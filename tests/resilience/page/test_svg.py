from pathlib import Path
from xml.etree import ElementTree as ET

from playwright.sync_api import Browser

from resilience.page.svg import WIDTH, as_svg
from tests.resilience.analyses import analysis

# Texts that are wider than the box before them, in which they stand.
WIDER = """() => [...document.querySelectorAll("rect.chip + text")].filter((text) => {
  const box = text.previousElementSibling.getBBox();
  const inside = text.getBBox();
  return inside.x + inside.width > box.x + box.width;
}).map((text) => text.textContent)"""


def test_it_is_one_picture_of_the_width_of_a_page() -> None:
    root = ET.fromstring(as_svg(analysis()))  # noqa: S314 - our own
    assert root.get("width") == str(WIDTH)


def test_it_says_in_words_what_it_shows() -> None:
    assert ">staging survives the loss of any one zone" in as_svg(analysis())


def test_it_has_colours_for_the_dark() -> None:
    assert "prefers-color-scheme: dark" in as_svg(analysis())


def test_texts_fit_their_boxes(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "picture.html"
    file.write_text(as_svg(analysis()), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate(WIDER) == []
