import pytest

from config.wording import listed


@pytest.mark.parametrize(
    ("words", "sentence"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_listed_as_in_a_sentence(words: list[str], sentence: str) -> None:
    assert listed(words) == sentence


def test_what_is_too_much_is_counted() -> None:
    assert listed(["a", "b", "c", "d"], most=2) == "a, b and 2 more"


def test_one_more_than_the_most_is_named() -> None:
    assert listed(["a", "b", "c"], most=2) == "a, b and c"
