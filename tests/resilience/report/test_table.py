from resilience.report.survival import Survival
from resilience.report.table import Row, rows
from tests.resilience.analyses import analysis


def row(title: str, **changed: bool) -> Row:
    """Return the row of a title."""
    (found,) = [each for each in rows(Survival(analysis(**changed))) if each.title == title]
    return found


def test_a_zone_that_breaks_a_path_is_named() -> None:
    cells = row("Private subnets to the internet", single_nat=True).cells
    assert [str(cell) for cell in cells] == ["a", "a", "ok", "a", "ok", "ok", "ok", "1"]


def test_a_path_that_holds_is_ok_everywhere() -> None:
    assert {str(cell) for cell in row("Names inside").cells} == {"ok"}


def test_applications_that_fare_alike_share_a_row() -> None:
    titles = [each.title for each in rows(Survival(analysis(applications=4)))]
    assert titles[0] == "Client to app1, app2 and 2 more"


def test_a_path_that_need_not_survive_is_marked() -> None:
    assert str(row("People to Grafana *").cells[0]) == "a"
