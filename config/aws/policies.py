"""Policies of IAM: the version of their language, and their size as IAM counts it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

VERSION: Final = "2012-10-17"


def document_size(statements: Sequence[Mapping[str, Any]]) -> int:
    """Return the characters of a policy of these statements, white space aside."""
    document = {"Version": VERSION, "Statement": statements}
    return len(json.dumps(document, separators=(",", ":")))
