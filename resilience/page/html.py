"""The page: one file, without anything from elsewhere.

The policy in its head lets a browser run the script and the style that it carries, and nothing
else: https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
"""

import base64
import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from resilience.analysis import Analysis
from resilience.domains import Domain, DomainKind, Mode
from resilience.page.data import PageData
from resilience.page.game_day import GameDay
from resilience.page.layout import picture
from resilience.page.roles import roles

FOLDER: Final = Path(__file__).parent
SCRIPTS: Final = (
    "data",
    "elements",
    "picture",
    "panel",
    "figures",
    "paths",
    "search",
    "keyboard",
    "main",
)
"""The parts of the script, in the order in which they are joined."""


def as_html(analysis: Analysis, game_day: GameDay | None = None) -> str:
    """Return the page of an analysis.

    Args:
        analysis: The analysis.
        game_day: The newest game day, if there was one.
    """
    drawn = picture(analysis)
    data = PageData(analysis, roles(analysis), drawn.names)
    places = {each.key: place for place, each in enumerate(analysis.model.workloads)}
    zones = {zone: data.subject(Domain(kind=DomainKind.ZONE, name=zone)) for zone in drawn.zones}
    return (
        templates()
        .get_template("page.html.jinja")
        .render(
            picture=drawn,
            zones=zones,
            modes=list(Mode),
            subject=data.subject,
            workload=places.__getitem__,
            data=data.as_json(),
            game_day=game_day,
            risky=any(each.accepted for each in analysis.findings),
            style=_style(len(drawn.zones)),
            script=_script(),
        )
    )


@cache
def templates() -> Environment:
    """Return the templates of the page and of the SVG: what they are given is escaped."""
    found = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    found.filters |= {"digest": _digest, "script_json": _script_json, "base64": _base64}
    return found


def _style(zones: int) -> str:
    return f":root {{ --zones: {zones}; }}\n{_asset('page.css')}"


def _script() -> str:
    parts = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


def _asset(name: str) -> str:
    return (FOLDER / "assets" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """Return the digest by which a policy knows a script or a style."""
    return f"sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _script_json(data: Mapping[str, Any]) -> str:
    """Return JSON as it may stand in a script: without what could end it.

    https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
    """
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c")
