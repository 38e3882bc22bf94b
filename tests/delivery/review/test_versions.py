"""Versions that move."""

from pathlib import Path
from typing import Any

import pytest

from tests.delivery.review.support import deployment, release, reviewed


def stack(kind: str, **attributes: object) -> dict[str, Any]:
    return {"resource": {kind: {"a": attributes}}}


def other(image: str) -> dict[str, Any]:
    return {**deployment(image), "metadata": {"name": "other"}}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (
            stack("aws_eks_cluster", name="c", version="1.34"),
            stack("aws_eks_cluster", name="c", version="1.35"),
            "- Kubernetes of `c`: `1.34` → `1.35`",
        ),
        (
            stack("aws_rds_cluster", cluster_identifier="d", engine_version="17.5"),
            stack("aws_rds_cluster", cluster_identifier="d", engine_version="17.9"),
            "- Aurora of `d`: `17.5` → `17.9`",
        ),
        (
            {"terraform": {"required_providers": {"aws": {"version": "5.99.0"}}}},
            {"terraform": {"required_providers": {"aws": {"version": "5.100.0"}}}},
            "- provider `aws`: `5.99.0` → `5.100.0`",
        ),
        (
            release(deployment(), chart="theirs", version="1"),
            release(deployment(), chart="theirs", version="2"),
            "- chart of `app1`: `1` → `2`",
        ),
        (
            release(deployment("ghcr.io:5000/a/nginx:1@sha256:0")),
            release(deployment("ghcr.io:5000/a/nginx:2@sha256:1")),
            "- image `ghcr.io:5000/a/nginx of app1/app1`: `1@sha256:0` → `2@sha256:1`",
        ),
        (
            release(deployment("nginx:1@sha256:0")),
            release(deployment("nginx:2@sha256:0")),
            "- image `nginx of app1/app1`: `1` → `2` (the same digest, so the same image runs)",
        ),
        (
            release(deployment("nginx:1")),
            release(deployment("evil/nginx:1")),
            "- image `evil/nginx of app1/app1`: `(none)` → `1`",
        ),
        (
            release(deployment("nginx:1")),
            release(deployment("evil/nginx:1")),
            "- image `nginx of app1/app1`: `1` → `(none)`",
        ),
        (
            release(deployment("nginx:1"), other("nginx:1")),
            release(deployment("nginx:1"), other("nginx:0")),
            "- image `nginx of app1/app1`: `1` → `0, 1`",
        ),
    ],
)
def test_a_version_that_moves_is_told(
    before: dict[str, Any], after: dict[str, Any], line: str, tmp_path: Path
) -> None:
    assert line in reviewed(tmp_path, before, after).splitlines()
