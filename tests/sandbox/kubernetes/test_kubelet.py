import pytest
import yaml

from sandbox.kubernetes import PodDelays
from sandbox.kubernetes.kubelet import PROGRAM, stages


def test_each_delay_is_that_of_its_stage() -> None:
    documents = yaml.safe_load_all(stages(PodDelays(ready=1.5, complete=2, delete=0.25)))

    assert {
        document["metadata"]["name"]: document["spec"]["delay"]["durationMilliseconds"]
        for document in documents
    } == {
        "node-ready": 0,
        "pod-start": 0,
        "pod-without-image": 0,
        "pod-ready": 1500,
        "pod-complete": 2000,
        "pod-delete": 250,
    }


@pytest.mark.parametrize("executed", [(), ("data/psql",)])
def test_programs_that_others_execute_are_left_to_them(executed: tuple[str, ...]) -> None:
    documents = yaml.safe_load_all(stages(PodDelays(), executed))
    (complete,) = [each for each in documents if each["metadata"]["name"] == "pod-complete"]
    left = [
        each["jq"]["values"]
        for each in complete["spec"]["selector"]["matchExpressions"]
        if each["jq"]["key"] == PROGRAM
    ]
    assert left == [[each] for each in executed]
