"""The forms in which an analysis is told."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

from resilience.analysis import Analysis
from resilience.page.game_day import game_day_in
from resilience.page.html import as_html
from resilience.page.svg import as_svg
from resilience.report.console import as_text
from resilience.report.document import as_json
from resilience.report.markdown import as_markdown
from resilience.report.sarif import as_sarif


class Format(StrEnum):
    """A form."""

    CONSOLE = "console"
    MARKDOWN = "markdown"
    JSON = "json"
    SARIF = "sarif"
    HTML = "html"
    SVG = "svg"


WRITERS: Final[Mapping[Format, Callable[[Analysis], str]]] = {
    Format.CONSOLE: as_text,
    Format.MARKDOWN: as_markdown,
    Format.JSON: as_json,
    Format.SARIF: as_sarif,
    Format.HTML: as_html,
    Format.SVG: as_svg,
}
"""The function that writes each form as a text: the console's without colours."""


def text_of(form: Format, analysis: Analysis, folder: Path) -> str:
    """Return an analysis in a form; the page shows the newest game day as well.

    Args:
        form: The form.
        analysis: The analysis.
        folder: The folder that was analysed.
    """
    if form is Format.HTML:
        return as_html(analysis, game_day_in(folder))
    return WRITERS[form](analysis)
