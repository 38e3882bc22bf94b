"""Failures that an environment no longer survives after a change, or only then."""

from pathlib import Path

from delivery.markdown import code
from ops.command import CommandError
from resilience.delta.markdown import as_markdown
from resilience.delta.search import delta
from resilience.reading import analysed
from terraform_json.manifest import MANIFEST

_TITLE = "### Survival"
_LONGEST_REASON = 300
"""Characters of why an analysis failed: a resource, and its value."""


def survival(base: Path, head: Path) -> list[str]:
    """Return sections in Markdown on what an environment survives no longer, and only now.

    An environment that comes or goes is compared with nothing. An analysis that fails is told, and
    fails no review: what else changes has to be read all the same.

    Args:
        base: The folder into which the environment was synthesized before the change.
        head: The same, after it.
    """
    if not (head / MANIFEST).exists():
        return []
    if not (base / MANIFEST).exists():
        return ["", _TITLE, "New: `make resilience` tells what it survives."]
    try:
        told = as_markdown(delta(base, head, analysed)).rstrip().splitlines()
    except CommandError as error:
        why = code(" ".join(error.report().split()), _LONGEST_REASON)
        return ["", _TITLE, f"**It is not known** what is no longer survived: {why}"]
    return ["", *([] if told[0].startswith("#") else [_TITLE]), *told]
