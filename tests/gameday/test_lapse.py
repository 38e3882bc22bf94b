import pytest

from gameday.lapse import UNREACHABLE, tolerated_seconds
from terraform_json.types import Json

TAINT = {"key": UNREACHABLE, "effect": "NoExecute"}
EXISTS = {"key": UNREACHABLE, "operator": "Exists", "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        ([], 0),
        ([{**EXISTS, "key": "other"}], 0),
        ([{**EXISTS, "effect": "NoSchedule"}], 0),
        ([{**EXISTS, "tolerationSeconds": 60}], 60),
        ([{**EXISTS, "tolerationSeconds": 60}, {**EXISTS, "tolerationSeconds": 30}], 30),
        ([EXISTS], None),
        ([{"operator": "Exists"}], None),
    ],
)
def test_how_long_a_pod_tolerates_an_unreachable_node(
    tolerations: list[Json], seconds: float | None
) -> None:
    assert tolerated_seconds({"spec": {"tolerations": tolerations}}, TAINT) == seconds
