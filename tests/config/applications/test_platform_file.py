"""What applications ask of the platform, and what it sets itself."""

import pytest

from config.applications.platform_file import IamStatement
from tests.config.applications.folders import (
    IMAGE,
    SHOP,
    Load,
    Refuse,
)


@pytest.mark.parametrize("controller", ["ingressController", "prometheus"])
def test_who_else_comes_in_is_the_platforms_choice(mistakes: Refuse, controller: str) -> None:
    values = {"image": IMAGE, "networkPolicy": {controller: {"namespace": "mine", "name": "mine"}}}
    ((path, mistake),) = mistakes({"shop/values.yaml": values}).items()
    assert path == f"shop/values.yaml networkPolicy.{controller}"
    assert mistake.problem == "is set by the platform"


def test_an_application_asks_for_a_database_and_for_rights(load: Load) -> None:
    arn = "arn:aws:s3:::pictures/*"
    statement = {"actions": ["s3:GetObject"], "resources": [arn]}
    (shop,) = load(SHOP | {"shop/platform.yaml": {"database": True, "iam": [statement]}})
    assert shop.database
    assert shop.statements == (IamStatement(actions=("s3:GetObject",), resources=(arn,)),)


@pytest.mark.parametrize(("asked", "connections"), [(True, 10), ({"connections_per_pod": 25}, 25)])
def test_a_pod_opens_ten_connections_unless_its_application_says_how_many(
    load: Load, asked: object, connections: int
) -> None:
    (shop,) = load(SHOP | {"shop/platform.yaml": {"database": asked}})
    assert shop.database
    assert shop.database.connections_per_pod == connections


def test_false_asks_for_no_database(load: Load) -> None:
    (shop,) = load(SHOP | {"shop/platform.yaml": {"database": False}})
    assert shop.database is None


@pytest.mark.parametrize(
    ("asked", "path"),
    [("yes", "database"), ({"connections_per_pod": 0}, "database.connections_per_pod")],
)
def test_another_request_for_a_database_is_refused(
    mistakes: Refuse, asked: object, path: str
) -> None:
    found = mistakes(SHOP | {"shop/platform.yaml": {"database": asked}})
    assert f"shop/platform.yaml {path}" in found


@pytest.mark.parametrize("key", ["peers", "database", "podIdentity"])
def test_values_that_the_platform_sets_are_refused(mistakes: Refuse, key: str) -> None:
    found = mistakes({"shop/values.yaml": {"image": IMAGE, key: {}}})
    assert "platform.yaml" in found[f"shop/values.yaml {key}"].remedy


@pytest.mark.parametrize("where", ["env", "secretEnv"])
def test_variables_that_the_database_sets_are_refused(mistakes: Refuse, where: str) -> None:
    variable = {"env": "db", "secretEnv": {"secret": "db", "key": "host"}}[where]
    values = {"image": IMAGE, where: {"PGHOST": variable}}
    files = {"shop/values.yaml": values, "shop/platform.yaml": {"database": True}}
    assert set(mistakes(files)) == {f"shop/values.yaml {where}.PGHOST"}


def test_those_variables_are_free_without_a_database(load: Load) -> None:
    (shop,) = load({"shop/values.yaml": {"image": IMAGE, "env": {"PGHOST": "db"}}})
    assert shop.values["env"] == {"PGHOST": "db"}


@pytest.mark.parametrize("action", ["*", "*:*", "GetObject", "s*:GetObject"])
def test_an_action_that_is_none_or_all_is_refused(mistakes: Refuse, action: str) -> None:
    statement = {"actions": [action], "resources": ["arn:aws:s3:::pictures/*"]}
    found = mistakes(SHOP | {"shop/platform.yaml": {"iam": [statement]}})
    assert set(found) == {"shop/platform.yaml iam.0.actions.0"}
    assert found["shop/platform.yaml iam.0.actions.0"].allowed.startswith("one or more actions")


@pytest.mark.parametrize("part", ["actions", "resources"])
def test_a_statement_about_nothing_is_refused(mistakes: Refuse, part: str) -> None:
    statement = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::pictures/*"], part: []}
    found = mistakes(SHOP | {"shop/platform.yaml": {"iam": [statement]}})
    assert found[f"shop/platform.yaml iam.0.{part}"].problem == "is empty"


def test_an_environment_may_ask_the_platform_for_something_else(load: Load) -> None:
    statement = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::pictures/*"]}
    files = SHOP | {
        "shop/platform.yaml": {"database": True, "iam": [statement]},
        "shop/platform.staging.yaml": {
            "iam": [statement | {"resources": ["arn:aws:s3:::staging-pictures/*"]}]
        },
        "shop/platform.prod.yaml": {"database": False},
    }
    (shop,) = load(files)
    assert shop.database
    assert [each.resources for each in shop.statements] == [("arn:aws:s3:::staging-pictures/*",)]


def test_a_mistake_in_a_file_of_an_environment_names_that_file(mistakes: Refuse) -> None:
    files = SHOP | {
        "shop/platform.yaml": {"database": True},
        "shop/platform.staging.yaml": {"databse": True, "peers": ["nobody"]},
    }
    assert set(mistakes(files)) == {
        "shop/platform.staging.yaml databse",
        "shop/platform.staging.yaml peers.0",
    }


def test_an_application_can_be_off_in_an_environment(load: Load) -> None:
    host = {"ingresses": [{"host": "shop.staging.example.org"}]}
    files = {
        "shop/values.yaml": {"image": IMAGE} | host,
        "shop/platform.yaml": {"peers": ["basket"]},
        "shop/platform.staging.yaml": {"enabled": False},
        "basket/values.yaml": {"image": IMAGE} | host,
    }
    (basket,) = load(files)
    assert basket.name == "basket"
    assert basket.values["peers"] == {"calls": [], "calledBy": []}


def test_the_mistakes_of_an_application_that_is_off_are_told(mistakes: Refuse) -> None:
    files = {
        "shop/values.yaml": {"image": IMAGE, "prot": 1},
        "shop/platform.yaml": {"enabled": False},
    }
    assert set(mistakes(files)) == {"shop/values.yaml prot"}
