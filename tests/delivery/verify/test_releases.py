"""Releases: charts that are known, in the version that is pinned, and no programs."""

import pytest

from tests.delivery.verify.spoiling import Hostile, Refused, Spoil, assert_refused, put

NOT_OUR_RELEASE = "is not what releases of this platform say"
NOT_OUR_CHART = "is a chart not known here"
RELEASE = ("resource", "helm_release", "ours")
THEIRS = ("resource", "helm_release", "theirs")

HOSTILE: Hostile = {
    "a program after rendering": (
        put(*RELEASE, "postrender", value={"binary_path": "sh"}),
        NOT_OUR_RELEASE,
    ),
    "a key ring": (put(*RELEASE, "keyring", value="/etc/passwd"), NOT_OUR_RELEASE),
    "a repository's certificate": (
        put(*RELEASE, "repository_ca_file", value="/etc/passwd"),
        NOT_OUR_RELEASE,
    ),
    "charts that nobody pinned": (put(*RELEASE, "dependency_update", value=True), NOT_OUR_RELEASE),
    "another repository": (put(*RELEASE, "repository", value="https://evil"), NOT_OUR_CHART),
    "a chart by its address": (put(*RELEASE, "chart", value="oci://evil/chart"), NOT_OUR_CHART),
    "a chart of the disk": (put(*RELEASE, "chart", value="/etc"), NOT_OUR_CHART),
    "a chart out of the folder": (put(*RELEASE, "chart", value="assets/../../.."), NOT_OUR_CHART),
    "a chart that is the folder": (put(*RELEASE, "chart", value="assets"), NOT_OUR_CHART),
    "a chart by an expression": (put(*RELEASE, "chart", value="assets/${path.cwd}"), NOT_OUR_CHART),
    "no chart": (put(*RELEASE, "chart", value=None), NOT_OUR_CHART),
    "another version": (put(*THEIRS, "version", value="3.13.0"), NOT_OUR_CHART),
    "any version": (put(*THEIRS, "version", value=">0"), NOT_OUR_CHART),
    "the newest version": (put(*THEIRS, "version", value=None), NOT_OUR_CHART),
}


@pytest.mark.parametrize(("spoil", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_release_that_is_none_of_the_platforms_is_refused_with_the_reason(
    spoil: Spoil, reason: str, refused: Refused
) -> None:
    assert_refused(refused, spoil, reason)
