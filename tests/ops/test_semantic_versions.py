"""Which version comes after which, by the examples of https://semver.org."""

import pytest

from ops.semantic_versions import precedence


@pytest.mark.parametrize(
    "versions",
    [
        ("1.0.0", "2.0.0", "2.1.0", "2.1.1", "2.1.10"),
        (
            *("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2"),
            *("1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"),
        ),
    ],
)
def test_each_version_comes_after_the_one_before_it(versions: tuple[str, ...]) -> None:
    found = [each for version in versions if (each := precedence(version))]

    assert len(set(found)) == len(versions)
    assert found == sorted(found)


def test_metadata_of_a_build_counts_for_nothing() -> None:
    assert precedence("1.0.0+a.1") == precedence("1.0.0+b")


@pytest.mark.parametrize("text", ["1.0", "v1.0.0", "01.0.0", "1.0.0-01", "1.0.0-", "1.0.0\n", ""])
def test_what_is_no_semantic_version_has_no_place(text: str) -> None:
    assert precedence(text) is None
