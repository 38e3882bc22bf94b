"""Values of a release as text, which Python writes, Terraform completes and Helm reads."""

from collections.abc import Mapping
from typing import Any

import yaml

_TEXT = "tag:yaml.org,2002:str"


class Number(str):
    """A reference of Terraform that stands for a number, and so is written without quotes."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Writes YAML that has one reading.

    Python's and Go's YAML disagree on which plain words are numbers, booleans and dates
    (`098765432109`, `y`), so that every string is quoted, keys as well.
    """

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the signature is PyYAML's
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar(_TEXT, text, style='"'))
_Dumper.add_representer(Number, lambda dumper, text: dumper.represent_scalar(_TEXT, str(text)))


def values_text(values: Mapping[str, Any]) -> str:
    """Return values as YAML that may hold references of Terraform.

    Args:
        values: Plain data. Text of people is literal already (`config.terraform_text`), so that
            every `${` is a reference of ours: inside quotes it stands for text, and as a `Number`
            for a number.
    """
    # ASCII only: Terraform composes letters and accents that stand apart (Unicode's form NFC).
    return yaml.dump(dict(values), Dumper=_Dumper, sort_keys=False, width=float("inf"))
