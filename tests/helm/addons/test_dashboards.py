"""The dashboards as Grafana gets them."""

import json
import re
from pathlib import Path

import pytest

from terraform_json.types import Json
from tests.helm.addons.test_small_charts import rendered

FILES = Path("helm/dashboards/files")

# https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
LONGEST_UID = 40
SET_BY_GRAFANA = {"$__rate_interval"}
CHOSEN = "$application"
BRACKETS = {")": "(", "]": "[", "}": "{"}

# What the exporters offer that the addons bring.
KUBE_STATE = r"kube_[a-z_]+"
NODE = r"node_(cpu|memory|filesystem|network)_\w+"
CONTAINER = r"container_(cpu_usage_seconds_total|memory_working_set_bytes)"
NGINX = (
    r"nginx_ingress_nginx_(http_requests_total|connections_\w+)"
    r"|nginx_ingress_controller_nginx_(reloads_total|reload_errors_total|last_reload_status)"
    r"|nginx_ingress_controller_upstream_server_response_latency_ms_(count|bucket)"
)
METRIC = re.compile(f"({KUBE_STATE})|({NODE})|({CONTAINER})|({NGINX})")


def dashboards() -> dict[str, Json]:
    """Return every dashboard by its uid, from the chart's files."""
    found = [json.loads(file.read_text(encoding="utf-8")) for file in FILES.glob("*.json")]
    return {dashboard["uid"]: dashboard for dashboard in found}


DASHBOARDS = dashboards()
QUERIES = [
    pytest.param(target["expr"], id=f"{uid}-{panel['id']}{target['refId']}")
    for uid, dashboard in DASHBOARDS.items()
    for panel in dashboard["panels"]
    for target in panel["targets"]
]


def test_a_dashboard_keeps_the_uid_that_links_name() -> None:
    assert sorted(DASHBOARDS) == ["application", "nginx", "nodes"]


def test_the_chart_hands_every_dashboard_to_grafana() -> None:
    manifests = rendered("dashboards")
    given = [json.loads(text) for item in manifests for text in item["data"].values()]
    assert {dashboard["uid"]: dashboard for dashboard in given} == DASHBOARDS
    assert len(given) == len(DASHBOARDS)


@pytest.mark.parametrize("uid", DASHBOARDS)
def test_grafana_can_load_a_dashboard(uid: str) -> None:
    dashboard = DASHBOARDS[uid]
    assert len(uid) <= LONGEST_UID
    assert dashboard["schemaVersion"] >= 39
    assert dashboard["title"]
    panels = dashboard["panels"]
    assert [panel["id"] for panel in panels] == list(range(1, len(panels) + 1))


@pytest.mark.parametrize("uid", DASHBOARDS)
def test_no_panel_covers_another(uid: str) -> None:
    covered = [
        (x, y)
        for panel in DASHBOARDS[uid]["panels"]
        for x in range(panel["gridPos"]["x"], panel["gridPos"]["x"] + panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["y"], panel["gridPos"]["y"] + panel["gridPos"]["h"])
    ]
    assert len(set(covered)) == len(covered)
    assert max(x for x, _ in covered) < 24


@pytest.mark.parametrize("uid", DASHBOARDS)
def test_every_panel_asks_prometheus_and_says_what_it_shows(uid: str) -> None:
    prometheus = {"type": "prometheus", "uid": "prometheus"}
    for panel in DASHBOARDS[uid]["panels"]:
        assert panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert panel["datasource"] == prometheus
        for target in panel["targets"]:
            assert target["datasource"] == prometheus
            assert target["legendFormat"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_brackets_of_a_query_match(query: str) -> None:
    outside_of_texts = re.sub(r'"[^"]*"', "", query)
    assert '"' not in outside_of_texts
    opened = []
    for character in outside_of_texts:
        if character in BRACKETS.values():
            opened.append(character)
        elif character in BRACKETS:
            assert opened.pop() == BRACKETS[character]
    assert opened == []


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_has_no_variable_that_is_not_set(query: str) -> None:
    assert set(re.findall(r"\$\{?\w+", query)) <= {*SET_BY_GRAFANA, CHOSEN}


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_asks_for_metrics_that_the_addons_offer(query: str) -> None:
    outside_of_labels = re.sub(r"\{[^}]*\}|\b(by|on|group_left) \([^)]*\)", "", query)
    names = re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", outside_of_labels)
    metrics = [name for name in names if name not in {"histogram_quantile", "__rate_interval"}]
    assert metrics
    assert [metric for metric in metrics if not METRIC.fullmatch(metric)] == []


def test_the_dashboard_of_applications_shows_the_chosen_one_only() -> None:
    for panel in DASHBOARDS["application"]["panels"]:
        for target in panel["targets"]:
            assert set(re.findall(r'namespace="([^"]*)"', target["expr"])) == {CHOSEN}


def test_every_application_that_has_an_autoscaler_can_be_chosen() -> None:
    (variable,) = DASHBOARDS["application"]["templating"]["list"]
    assert variable["name"] == CHOSEN.removeprefix("$")
    asked = re.fullmatch(r"label_values\((\w+)\{.*\}, namespace\)", variable["query"])
    assert asked
    assert METRIC.fullmatch(asked[1])


@pytest.mark.parametrize("uid", ["nginx", "nodes"])
def test_no_other_dashboard_asks_what_to_show(uid: str) -> None:
    assert CHOSEN not in json.dumps(DASHBOARDS[uid])
