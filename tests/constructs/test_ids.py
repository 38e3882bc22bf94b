import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from constructs.ids import construct_id
from tests.conftest import SEED

TAKEN = ("key", "policy")
SUFFIXES = ("-key", "-view")

# Few letters, so that names meet often.
names = st.text("ab/-%k", min_size=1, max_size=8) | st.sampled_from(
    [
        "key",
        "a-key",
        "policy",
        "a/b",
        "a--b",
        "a-/b",
        "a/-b",
        "a---b",
        "a%2Fb",
        "a/b-key",
        "a--b-key",
    ]
)


def written(id_: str) -> str:
    """Return an id as CDKTF writes it into a path."""
    return id_.replace("/", "--")


@pytest.mark.parametrize("name", ["shop", "arn:aws:iam::111122223333:role/team/admin", "a-b"])
def test_a_name_like_no_other_is_its_own_id(name: str) -> None:
    assert construct_id(name, taken=TAKEN, suffixes=SUFFIXES) == name


@seed(SEED)
@given(one=names, other=names)
def test_no_two_names_and_no_id_of_ours_meet(one: str, other: str) -> None:
    ids = {name: construct_id(name, taken=TAKEN, suffixes=SUFFIXES) for name in (one, other)}
    ours = [*TAKEN, *(f"{id_}{suffix}" for id_ in ids.values() for suffix in SUFFIXES)]
    every = [written(id_) for id_ in (*ids.values(), *ours)]
    assert len(set(every)) == len(every)
