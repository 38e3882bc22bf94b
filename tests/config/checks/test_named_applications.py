from typing import Any

import pytest

from tests.config.checks.rights import KEY, Judge

EDITOR = "arn:aws:iam::111122223333:role/editor"


@pytest.mark.parametrize(
    ("owner", "path"),
    [
        ({"apex": ["shop", "shopp"]}, "apex.1"),
        ({"shared_resources": {"shopp": [KEY]}}, "shared_resources.shopp"),
        ({"shared_secrets": {"shopp": ["staging/mail"]}}, "shared_secrets.shopp"),
    ],
)
def test_an_owner_allows_nothing_to_an_application_that_there_is_not(
    judge: Judge, owner: dict[str, Any], path: str
) -> None:
    (mistake,) = judge(owner=owner)
    assert (mistake.path, mistake.allowed) == (f"applications.{path}", "shop")
    assert mistake.problem == "is no application"
    assert judge(owner=owner, folders=("shopp",)) == []


def test_nobody_edits_a_namespace_that_there_is_not(judge: Judge) -> None:
    editors = {"shopp": [EDITOR], "shop": [EDITOR], "monitoring": [EDITOR], "kube-system": [EDITOR]}
    (mistake,) = judge(cluster={"access": {"editors": editors}})
    assert (mistake.path, mistake.problem) == ("cluster.access.editors.shopp", "is no application")
    assert mistake.allowed == "shop, and the platform's namespaces"
