"""Whose state lies under a key, and where reviewed plans lie."""

import pytest

from config.state_keys import StateOf, reviewed_key, state_key, state_of


def test_a_key_says_whose_state_lies_under_it() -> None:
    assert state_key("prod", "k8s") == "prod/k8s.tfstate"
    assert state_of("prod/k8s.tfstate") == StateOf(environment="prod", stack="k8s")


@pytest.mark.parametrize("key", ["", "secrets", "prod/k8s", "k8s.tfstate", "prod/k8s.tfstate.bak"])
def test_a_key_of_another_form_is_nobodys(key: str) -> None:
    assert state_of(key) is None


def test_a_reviewed_plan_lies_where_no_environment_has_its_states() -> None:
    key = reviewed_key("prod", "0123abc", "k8s", "f00d")

    assert key == "_reviewed/prod/0123abc/k8s-f00d.json"
    assert state_of(key) is None
