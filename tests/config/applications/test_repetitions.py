from typing import Any

import pytest

from tests.config.applications.folders import BASKET, CONSENT, IMAGE, SHOP, Refuse
from tests.config.checks.rights import BUCKET, asks


@pytest.mark.parametrize(
    ("platform", "path"),
    [
        ({"peers": ["basket", "basket"]}, "peers.1"),
        ({"callers": ["basket", "basket"]}, "callers.1"),
        ({"iam": [asks(["s3:GetObject"] * 2, BUCKET)]}, "iam.0.actions.1"),
        ({"iam": [asks("s3:GetObject", [BUCKET] * 2)]}, "iam.0.resources.1"),
        ({"iam": [asks("s3:GetObject", BUCKET), asks("s3:GetObject", BUCKET)]}, "iam.1"),
    ],
)
def test_nothing_is_asked_for_twice(mistakes: Refuse, platform: dict[str, Any], path: str) -> None:
    found = mistakes(SHOP | BASKET | CONSENT | {"shop/platform.yaml": platform})
    assert {key: mistake.problem for key, mistake in found.items()} == {
        f"shop/platform.yaml {path}": "stands twice"
    }


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (
            {"networkPolicy": {"egress": {"a": {"cidrs": ["8.8.8.0/24"] * 2, "ports": [1]}}}},
            "networkPolicy.egress.a.cidrs.1",
        ),
        (
            {"networkPolicy": {"egress": {"a": {"cidrs": ["8.8.8.0/24"], "ports": [1, 2, 1]}}}},
            "networkPolicy.egress.a.ports.2",
        ),
        (
            {"ingresses": [{"host": "a.b", "paths": ["/a", "/b", "/a"]}]},
            "ingresses.0.paths.2",
        ),
    ],
)
def test_nothing_stands_twice_in_a_list_of_values(
    mistakes: Refuse, values: dict[str, Any], path: str
) -> None:
    mistake = mistakes({"shop/values.yaml": {"image": IMAGE} | values})[f"shop/values.yaml {path}"]
    assert mistake.problem == "stands twice"
    assert "each once" in mistake.allowed
    assert mistake.line is not None
