"""Each environment of the owner's, with all applications that it deploys."""

import json
import re
from collections.abc import Iterator

from config.aws.actions import matching
from config.platform import load_platform
from delivery.verify.folder import verify
from stacks.base import StackName
from tests.owner.conftest import Synthesized
from tests.stacks.test_policies import identity_statements, listed

# The forms of keys that give access by themselves, as those who give them out tell them:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
# https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
SECRET = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:gh[opsu]_|github_pat_)\w{20}"
    r"|://[^/\s:@\"]+:[^/\s:@\"]+@"
)
# Arguments whose value is a secret; a reference is none, it is resolved by who may read it.
SECRET_ARGUMENT = re.compile(r"(?:^|_)(?:password|secret_string|secret_key|private_key|token)$")


def test_it_loads_with_its_applications(environment: str) -> None:
    assert load_platform(environment).config.name == environment


def test_it_synthesizes_stacks_that_may_be_planned(synthesized: Synthesized) -> None:
    verified = verify(synthesized.folder, synthesized.config)
    assert set(verified) == set(StackName) == synthesized.stacks().keys()


def test_no_policy_allows_everything_where_an_action_can_be_confined(
    synthesized: Synthesized,
) -> None:
    unconfined = {
        (name, action)
        for data in synthesized.stacks().values()
        for name, statement in identity_statements(data)
        for action in listed(statement["Action"])
        if action == "*"
        or action.endswith(":*")
        or ("*" in listed(statement["Resource"]) and has_resources(action))
    }
    assert unconfined == set()


def has_resources(action: str) -> bool:
    """Return whether AWS offers an action for resources by name."""
    return any(each.resources for each in matching(action))


def test_no_secret_is_in_the_json(synthesized: Synthesized) -> None:
    for data in synthesized.stacks().values():
        assert SECRET.findall(json.dumps(data)) == []
        written = [
            (path, value)
            for path, value in leaves(data)
            if SECRET_ARGUMENT.search(path.lower()) and not value.startswith("${")
        ]
        assert written == []


def leaves(data: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string in JSON, with the key that it stands under."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from leaves(value, str(name))
    elif isinstance(data, list):
        for value in data:
            yield from leaves(value, key)
    elif isinstance(data, str):
        yield key, data
