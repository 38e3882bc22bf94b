"""The rules of the branch main, without which CODEOWNERS and the workflows hold nothing."""

from typing import Any, Final

REQUIRED_CHECKS: Final = ("Lint and test", "Synthesize / Synthesize", "Charts")
"""Checks by the names that GitHub gives the jobs of test.yml, review.yml and chart.yml. `Plan` is
not one of them, since a pull request from a fork gets none."""

GITHUB_ACTIONS: Final = 15_368
"""The id of the app GitHub Actions, the same for everybody: https://api.github.com/apps/github-actions.
A check that names no app is passed by a status of anybody who may write to the repository."""


def branch_ruleset() -> dict[str, Any]:
    """Return the ruleset of main, for GitHub's REST API.

    Nobody may bypass it. https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset
    """
    return {
        "name": "main",
        "target": "branch",
        "enforcement": "active",
        "bypass_actors": [],
        "conditions": {"ref_name": {"include": ["~DEFAULT_BRANCH"], "exclude": []}},
        "rules": [
            {"type": "deletion"},
            {"type": "non_fast_forward"},
            {
                "type": "pull_request",
                "parameters": {
                    "required_approving_review_count": 1,
                    "require_code_owner_review": True,
                    # What was approved is what is merged.
                    "dismiss_stale_reviews_on_push": True,
                    "require_last_push_approval": True,
                    "required_review_thread_resolution": False,
                },
            },
            {
                "type": "required_status_checks",
                "parameters": {
                    "strict_required_status_checks_policy": True,
                    "required_status_checks": [
                        {"context": name, "integration_id": GITHUB_ACTIONS}
                        for name in REQUIRED_CHECKS
                    ],
                },
            },
        ],
    }
