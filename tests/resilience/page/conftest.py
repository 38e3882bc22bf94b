"""A real Chromium, in which tests open the page."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from resilience.analysis import Analysis
from resilience.page.game_day import GameDay
from resilience.page.html import as_html
from tests.patience import PATIENCE_SECONDS
from tests.resilience.analyses import ACCEPTED, analysis

Open = Callable[..., Page]
expect.set_options(timeout=1000 * PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield a browser that a module's tests share."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium is not installed: `apt-get install chromium` brings it")
    with sync_playwright() as playwright:
        # Chromium has no sandbox for root, as which continuous integration runs.
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens the page of an analysis; an error of its script fails."""
    errors: list[str] = []

    def open_(
        shown: Analysis | None = None,
        width: int = 1280,
        game_day: GameDay | None = None,
        **context: Any,  # noqa: ANN401 - of Playwright
    ) -> Page:
        file = tmp_path / "page.html"
        told = shown or analysis(ACCEPTED, single_nat=True)
        file.write_text(as_html(told, game_day), encoding="utf-8")
        settings = {"viewport": {"width": width, "height": 900}, **context}
        page = browser.new_context(**settings).new_page()
        page.set_default_timeout(1000 * PATIENCE_SECONDS)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text))
        page.goto(file.as_uri())
        return page

    yield open_
    for context in browser.contexts:
        context.close()
    assert errors == []
