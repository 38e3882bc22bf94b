"""docs/runbooks against the alarms, the alerts and the game days: each leads to the other."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from cdktf import Testing

from config.platform import load_platform
from config.sections.database import DatabaseConfig
from constructs.observability.runbooks import Runbook
from gameday.scenarios.catalogue import TARGETS
from stacks.platform import build_platform
from terraform_json.stack import resources

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/runbooks"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(FOLDER.glob("*.md"))
    if path.name != "README.md"
}
PARTS = ["How you notice", "What to run", "How you know that it is over"]
VAULT = "arn:aws:backup:eu-central-1:111122223333:backup-vault:platform"
REHEARSED = r"make gameday SCENARIO=([\w-]+)"
RULES = [*(ROOT / "helm/alerts/files").rglob("*.yaml")]
# Whose alerts are not YAML before Helm has rendered them.
TEMPLATES = [
    ROOT / "helm/alerts/templates/_scraping.tpl",
    ROOT / "helm/microservice/templates/_schedulealerts.tpl",
    ROOT / "helm/microservice/templates/prometheusrule.yaml",
]


@pytest.fixture(scope="module")
def alarms() -> dict[str, str]:
    """Return the runbook of every alarm, by its name as the pages write it."""
    platform = load_platform("prod")
    config = platform.config
    copied = {**config.database.backup.model_dump(), "copy_to": {"vault_arn": VAULT}}
    database = DatabaseConfig.model_validate(config.database.model_dump() | {"backup": copied})
    config = config.model_copy(update={"database": database})
    places = "|".join(config.network.zones)
    groups = "|".join(config.cluster.node_groups)
    found = {}
    for stack in build_platform(Testing.app(), config, platform.applications):
        for address, block in resources(json.loads(Testing.synth(stack))).items():
            if address.startswith("aws_cloudwatch_metric_alarm."):
                name = re.sub(f"^{config.project}-{config.name}-[^-]+-", "", block["alarm_name"])
                name = re.sub(rf"^({groups})-(?={places})", "<group>-", name)
                description, _, runbook = block["alarm_description"].partition(". Runbook: ")
                assert description
                found[re.sub(places, "<zone>", name)] = runbook
    return found


def alerts() -> Iterator[tuple[str, str]]:
    """Yield every alert that the charts bring, with its runbook."""
    for path in RULES:
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                if "alert" in rule:
                    yield rule["alert"], rule["annotations"].get("runbook", "")
    for path in TEMPLATES:
        for written in path.read_text(encoding="utf-8").split("- alert: ")[1:]:
            runbooks = re.findall(r"^ +runbook: (\S+)$", written, re.MULTILINE)
            yield written.split()[0], "".join(runbooks)


ALERTS = set(alerts())


def part(page: str, heading: str) -> str:
    """Return what stands below a heading of a page."""
    return re.split(r"^## ", page.partition(f"## {heading}\n")[2], flags=re.MULTILINE)[0]


def told(page: str, kind: str) -> set[str]:
    """Return the alarms or the alerts that a page tells by."""
    lines = re.findall(rf"^(?:- )?{kind}: (.*)$", part(page, PARTS[0]), re.MULTILINE)
    # A key of an application's values has dots.
    return {name for line in lines for name in re.findall(r"`([\w<>-]+)`", line)}


def test_every_alarm_leads_to_a_runbook_that_tells_of_it(alarms: dict[str, str]) -> None:
    assert len(alarms) > 20
    wrong = {
        name: runbook
        for name, runbook in alarms.items()
        if name not in told(PAGES.get(runbook, ""), "Alarms")
    }
    assert not wrong, f"alarms whose runbook is not there, or does not name them: {wrong}"


def test_every_alert_leads_to_a_runbook_that_tells_of_it() -> None:
    assert len(ALERTS) > 20
    wrong = {
        name: runbook
        for name, runbook in ALERTS
        if name not in told(PAGES.get(runbook, ""), "Alerts")
    }
    assert not wrong, f"alerts whose runbook is not there, or does not name them: {wrong}"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_runbook_names_can_go_off(page: str, alarms: dict[str, str]) -> None:
    assert told(PAGES[page], "Alarms") <= alarms.keys()
    assert told(PAGES[page], "Alerts") <= {name for name, _ in ALERTS}


@pytest.mark.parametrize("page", PAGES)
def test_a_runbook_has_the_three_parts(page: str) -> None:
    assert re.findall(r"^## (.+)$", PAGES[page], re.MULTILINE) == PARTS
    assert all(part(PAGES[page], heading).strip() for heading in PARTS)


@pytest.mark.parametrize("page", PAGES)
def test_a_runbook_names_what_tells_of_it_or_says_that_no_alarm_does(page: str) -> None:
    notice = part(PAGES[page], PARTS[0])
    assert re.search(
        r"^(?:- )?(?:Alarms|Alerts): `|^- Dashboards? `|\bNo alarm\b", notice, re.MULTILINE
    )


def test_every_scenario_of_game_days_rehearses_a_runbook() -> None:
    named = {name for page in PAGES.values() for name in re.findall(REHEARSED, page)}
    assert named == TARGETS.keys()


@pytest.mark.parametrize("page", PAGES)
def test_a_runbook_is_rehearsed_by_a_scenario_that_is_there(page: str) -> None:
    assert set(re.findall(REHEARSED, PAGES[page])) <= TARGETS.keys()


def test_the_index_leads_from_each_name_to_its_runbook(alarms: dict[str, str]) -> None:
    rows = re.findall(r"^\| (.+) \| \[[^]]+\]\(([\w-]+\.md)", INDEX, re.MULTILINE)
    led = {
        name: f"docs/runbooks/{page}"
        for names, page in rows
        for name in re.findall(r"`([\w<>-]+)`", names)
    }
    known = alarms | dict(ALERTS)
    assert {name: page for name, page in led.items() if name in known} == known


def test_the_index_has_every_runbook() -> None:
    assert {f"docs/runbooks/{name}" for name in re.findall(r"\(([\w-]+\.md)", INDEX)} == {*PAGES}


def test_no_runbook_of_alarms_is_left_over(alarms: dict[str, str]) -> None:
    assert {*Runbook} == {*alarms.values()}
