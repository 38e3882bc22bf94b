"""What stands in for Prometheus answers as Prometheus does, whatever host it is asked for."""

from collections.abc import Iterator

import pytest
import requests

from sandbox.kubernetes.measurements import Measurements
from tests.patience import PATIENCE_SECONDS

PROMETHEUS = "http://prometheus.example.internal:9090"


@pytest.fixture
def measurements() -> Iterator[Measurements]:
    """Return measurements that are to be had."""
    made = Measurements()
    made.start()
    yield made
    made.stop()


def asked(measurements: Measurements, path: str) -> requests.Response:
    proxies = {"http": measurements.url}
    return requests.post(
        f"{PROMETHEUS}{path}", {"query": "up"}, proxies=proxies, timeout=PATIENCE_SECONDS
    )


def test_a_query_is_answered_with_the_value_that_is_set(measurements: Measurements) -> None:
    measurements.value = 1000.0
    answer = asked(measurements, "/api/v1/query").json()
    assert answer["status"] == "success"
    (found,) = answer["data"]["result"]
    assert float(found["value"][1]) == 1000.0


def test_what_nobody_measured_has_no_value(measurements: Measurements) -> None:
    answer = asked(measurements, "/api/v1/query").json()
    assert answer["data"] == {"resultType": "vector", "result": []}


def test_nothing_else_is_answered(measurements: Measurements) -> None:
    assert asked(measurements, "/api/v1/labels").status_code == 404
