"""The environments of GitHub, each of which has one role: who may deploy to them, and from where.

https://docs.github.com/en/rest/deployments/environments
"""

from collections.abc import Sequence
from typing import Final

from delivery.github import MAIN
from delivery.setup import gh
from ops.bootstrap.resource import Property
from ops.command import Refusal
from terraform_json.types import Json

NAMED_BRANCHES: Final = {"protected_branches": False, "custom_branch_policies": True}


def environment(place: str, name: str, approvers: Sequence[str]) -> Property:
    """Return that an environment is there, for named branches only.

    Args:
        place: Its path in the API.
        name: Its name.
        approvers: Who approves what is deployed to it, where nobody does yet.
    """

    def is_right(found: Json | None) -> bool:
        return (
            found is not None
            and found["deployment_branch_policy"] == NAMED_BRANCHES
            and (not approvers or bool(reviewers(found)))
        )

    def write(found: Json | None) -> None:
        # What is left out of the request is taken away from the environment.
        rules = {rule["type"]: rule for rule in (found or {}).get("protection_rules", [])}
        kept = reviewers(found) or [reviewer(approver) for approver in approvers]
        wanted = {
            "deployment_branch_policy": NAMED_BRANCHES,
            "prevent_self_review": rules.get("required_reviewers", {}).get(
                "prevent_self_review", False
            ),
            "reviewers": kept or None,
            "wait_timer": rules.get("wait_timer", {}).get("wait_timer", 0),
        }
        gh.write("PUT", place, wanted)

    approved = f", approved by {', '.join(approvers)} or whom it has already" if approvers else ""
    return Property(
        name=f"environment {name}: for named branches only{approved}",
        read=lambda: gh.read(place),
        is_right=is_right,
        write=write,
        tell=lambda _: "there, but open to other branches or approved by nobody",
    )


def branches(place: str, name: str) -> Property:
    """Return that main, and nothing else, may deploy to an environment.

    Args:
        place: Its path in the API.
        name: Its name.
    """
    path = f"{place}/deployment-branch-policies"

    def read() -> list[Json]:
        found: list[Json] = (gh.read(path) or {}).get("branch_policies", [])
        return found

    def write(found: list[Json]) -> None:
        if not any(policy["name"] == MAIN for policy in found):
            gh.write("POST", path, {"name": MAIN, "type": "branch"})
        for policy in found:
            if policy["name"] != MAIN:
                gh.write("DELETE", f"{path}/{policy['id']}")

    return Property(
        name=f"branches of the environment {name}: {MAIN} only",
        read=read,
        is_right=lambda found: [policy["name"] for policy in found] == [MAIN],
        write=write,
        tell=lambda found: ", ".join(policy["name"] for policy in found),
    )


def reviewers(found: Json | None) -> list[Json]:
    """Return who approves deploys to an environment, as a request to change it names them."""
    return [
        {"type": each["type"], "id": each["reviewer"]["id"]}
        for rule in (found or {}).get("protection_rules", [])
        for each in rule.get("reviewers", [])
    ]


def reviewer(name: str) -> Json:
    """Return a user or a team as a request to change an environment names it.

    Raises:
        Refusal: GitHub knows none of that name.
    """
    organization, _, last = name.rpartition("/")
    path = f"orgs/{organization}/teams/{last}" if organization else f"users/{last}"
    found = gh.read(path)
    if found is None:
        raise Refusal(f"GitHub knows no {name}: name a user, or <organization>/<team>.")
    return {"type": "Team" if organization else "User", "id": found["id"]}
