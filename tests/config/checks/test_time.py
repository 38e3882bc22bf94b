"""Files as large as they may be are judged in seconds: what takes long is done for few mistakes."""

import difflib
import time
from collections.abc import Iterable

import pytest

from config.errors import PRINTED
from tests.config.checks.rights import BUCKET, Judge, asks


@pytest.fixture
def looked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the texts for which something alike is looked for."""
    texts: list[str] = []

    def counted(text: str, known: Iterable[str], n: int) -> list[str]:
        texts.append(text)
        return difflib.get_close_matches(text, known, n=n)

    monkeypatch.setattr("config.wording.get_close_matches", counted)
    return texts


def test_of_many_unknown_services_a_few_are_answered_with_what_is_alike(
    judge: Judge, looked_for: list[str]
) -> None:
    unknown = [f"dynamodbb{number}" for number in range(PRINTED + 20)]
    found = judge(owner={"aws_services": unknown})
    assert len(found) == len(unknown)
    assert found[0].remedy.startswith("did you mean `dynamodb`")
    assert found[-1].remedy == "remove it"
    assert len(looked_for) == PRINTED


@pytest.mark.parametrize("statements", [1, 30])
def test_of_many_misspelt_actions_a_few_are_answered_with_what_is_alike(
    judge: Judge, looked_for: list[str], statements: int
) -> None:
    each = (PRINTED + 30) // statements
    misspelt = [
        asks([f"s3:GetObjec{number}x{place}" for place in range(each)], f"{BUCKET}{number}/*")
        for number in range(statements)
    ]
    found = [mistake for mistake in judge(*misspelt) if "matches no action" in mistake.problem]
    assert len(found) == each * statements
    assert "`s3:GetObject`" in found[0].remedy
    assert found[-1].remedy == "correct the name"
    assert len(looked_for) == PRINTED


def test_actions_and_resources_that_iam_never_takes_are_not_held_against_each_other(
    judge: Judge,
) -> None:
    actions = [f"s3:GetObject{'*' * number}" for number in range(500)]
    resources = [f"{BUCKET}-{number}" for number in range(2_000)]
    begun = time.process_time()
    (mistake,) = judge(asks(actions, resources))
    # All pairs take minutes.
    assert time.process_time() - begun < 20
    assert mistake.problem.startswith("makes a policy of")
