"""Values of releases with stand-ins for what only Terraform knows.

A stand-in has the type of the value and changes nothing of how many pods a chart makes and where.
"""

from typing import Final

from terraform_json.templates import Expression, parts_of
from terraform_json.types import Json

_NUMBER: Final = "1"
_TEXT: Final = "stand-in"
_ARN: Final = "arn:aws:iam::000000000000:role/stand-in"
_NETWORK: Final = "10.0.0.0/8"


def values_with_stand_ins(release: Json) -> list[str]:
    """Return the texts of values of a `helm_release`, in YAML.

    What stands in quotes is text, all else a number: `constructs/helm/values.py` quotes all text.
    """
    return [_filled(text) for text in release.get("values") or ()]


def _filled(text: str) -> str:
    filled = ""
    for part in parts_of(text):
        if isinstance(part, Expression):
            filled += _text(part.text) if _in_quotes(filled) else _NUMBER
        else:
            filled += part
    return filled


def _in_quotes(before: str) -> bool:
    line = before.rpartition("\n")[2].replace("\\\\", "").replace('\\"', "")
    return line.count('"') % 2 == 1


def _text(expression: str) -> str:
    if expression.endswith("arn"):
        return _ARN
    return _NETWORK if expression.endswith("cidr_block") else _TEXT
