"""A repository on GitHub that answers in this process, as GitHub's API documents it."""

import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from delivery.setup import gh

Json = dict[str, Any]


@dataclass
class FakeRepository:
    """What is set in a repository, by its path in the API.

    Attributes:
        found: What is there.
        written: The method and the path of each request that wrote.
    """

    found: Json = field(default_factory=dict)
    written: list[tuple[str, str]] = field(default_factory=list)

    def read(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Return what is at a path."""
        if path.endswith("/rulesets"):
            return [each for at, each in self.found.items() if at.startswith(f"{path}/")]
        if path.endswith("/deployment-branch-policies"):
            policies = [each for at, each in self.found.items() if at.startswith(f"{path}/")]
            return {"branch_policies": policies} if path.rpartition("/")[0] in self.found else None
        return self.found.get(path)

    def write(self, method: str, path: str, data: Any = None) -> None:  # noqa: ANN401
        """Change what is at a path."""
        self.written.append((method, path))
        if method == "DELETE":
            del self.found[path]
        elif method == "POST":
            identity = data["name"] if path.endswith("/variables") else len(self.written)
            self.found[f"{path}/{identity}"] = {**data, "id": identity}
        elif re.search(r"/environments/[^/]+$", path):
            self.found[path] = _environment(data)
        else:
            self.found[path] = {**self.found[path], **data}


def _environment(data: Json) -> Json:
    """Return an environment as GitHub shows it, which is not as it takes it."""
    reviewers = [
        {"type": each["type"], "reviewer": {"id": each["id"]}} for each in data["reviewers"] or []
    ]
    asked = {"prevent_self_review": data["prevent_self_review"], "reviewers": reviewers}
    rules = [{"type": "branch_policy"}, {"type": "wait_timer", "wait_timer": data["wait_timer"]}]
    if reviewers:
        rules.append({"type": "required_reviewers", **asked})
    return {
        "deployment_branch_policy": data["deployment_branch_policy"],
        "protection_rules": rules,
    }


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeRepository:
    """Return a repository with nothing set, whose organization has a team and a user."""
    made = FakeRepository({"orgs/acme/teams/platform": {"id": 7}, "users/someone": {"id": 8}})
    monkeypatch.setattr(gh, "unusable", lambda: "")
    monkeypatch.setattr(gh, "read", made.read)
    monkeypatch.setattr(gh, "write", made.write)
    return made
