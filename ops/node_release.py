"""Renews the pinned release of Bottlerocket: `python -m ops.node_release TAG COMMIT`.

.github/workflows/renew-nodes.yml calls it with the tag and the commit of the newest release. It
needs no access to AWS: https://github.com/bottlerocket-os/bottlerocket/releases names both.

Example: `python -m ops.node_release v1.50.0 <40 hexadecimal digits>`.

Exit status: 0 when the pin is that release, renewed or not; 2 when the command refuses, and then
nothing was changed.
"""

import re
from pathlib import Path
from typing import Annotated, Final

import typer

from config.aws.bottlerocket import BOTTLEROCKET_RELEASE
from ops.command import Refusal, ends_well, run

PIN: Final = Path("config/aws/bottlerocket.py")

_TAG: Final = re.compile(r"v([0-9]+)\.([0-9]+)\.([0-9]+)")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")
_DIGITS: Final = 8
"""How many digits of the commit a release's name has."""


def release_of(tag: str, commit: str) -> str:
    """Return the name that AWS gives a release.

    Raises:
        Refusal: The tag is none of a release, or the commit is not one's full hash.
    """
    if not _TAG.fullmatch(tag) or not _COMMIT.fullmatch(commit):
        raise Refusal(
            f"{tag!r} at {commit!r} is no release of Bottlerocket. Allowed are a tag such as"
            " v1.64.0 and the 40 digits of its commit."
        )
    return f"{tag.removeprefix('v')}-{commit[:_DIGITS]}"


def renewed(text: str, pinned: str, release: str) -> str:
    """Return the module with another pin.

    Raises:
        Refusal: The release is older than the pinned one, which nodes may run already.
    """
    if _number(release) < _number(pinned):
        raise Refusal(
            f"{release} is older than {pinned}, which is pinned. Allowed are newer releases; to go"
            f" back, edit {PIN}."
        )
    return text.replace(f'"{pinned}"', f'"{release}"')


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.partition("-")[0].split("."))


def main(
    tag: Annotated[str, typer.Argument(help="The release's tag, such as v1.64.0.")],
    commit: Annotated[str, typer.Argument(help="The commit of the tag.")],
) -> None:
    """Pin a release of Bottlerocket, unless it is pinned already."""
    with ends_well():
        release = release_of(tag, commit)
        text = renewed(PIN.read_text(encoding="utf-8"), BOTTLEROCKET_RELEASE, release)
        PIN.write_text(text, encoding="utf-8")
    typer.echo(release)


if __name__ == "__main__":
    run(main, __doc__)
