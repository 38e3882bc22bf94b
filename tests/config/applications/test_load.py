from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import ConfigError
from config.platform import load_platform
from tests.config.applications.folders import (
    BASKET,
    IMAGE,
    SHOP,
    Load,
    Refuse,
)


@pytest.mark.parametrize(("environment", "others"), [("staging", []), ("lab", ["reports"])])
def test_an_application_is_deployed_where_it_is_not_off(
    environment: str, others: list[str]
) -> None:
    names = [application.name for application in load_platform(environment).applications]
    assert names == ["app1", "app2", "backend", "frontend", *others]


def test_an_image_is_all_an_application_needs(load: Load) -> None:
    (shop,) = load(SHOP)
    assert shop.name == "shop"
    assert shop.values == {"image": IMAGE, "peers": {"calls": [], "calledBy": []}}
    assert (shop.database, shop.statements) == (None, ())


def test_the_values_of_the_environment_go_over_the_others(load: Load) -> None:
    (shop,) = load(
        {
            "shop/values.yaml": {"image": IMAGE, "env": {"A": "1", "B": "1"}, "args": ["a", "b"]},
            "shop/values.staging.yaml": {"env": {"B": "2"}, "args": ["c"]},
            "shop/values.prod.yaml": {"env": {"B": "3"}},
        }
    )
    assert shop.values["env"] == {"A": "1", "B": "2"}
    assert shop.values["args"] == ["c"]


def test_a_null_of_the_environment_takes_away_what_the_application_set(load: Load) -> None:
    files = {
        "shop/values.yaml": {"image": IMAGE, "env": {"A": "1", "B": "1"}},
        "shop/values.staging.yaml": {"env": {"A": None}},
    }
    (shop,) = load(files)
    assert shop.values["env"] == {"B": "1"}


def test_a_null_stays_where_helm_must_take_away_a_default_of_the_chart(load: Load) -> None:
    values = {"image": IMAGE, "resources": {"limits": {"cpu": None}}}
    (shop,) = load({"shop/values.yaml": values})
    assert shop.values["resources"] == {"limits": {"cpu": None}}


def test_a_host_that_a_broken_file_may_replace_is_nobody_elses(
    load: Load, mistakes: Refuse, tmp_path: Path
) -> None:
    load(SHOP | BASKET)
    (tmp_path / "basket/values.staging.yaml").write_text("ingresses: [", encoding="utf-8")
    values = {"image": IMAGE, "ingresses": [{"host": "example.com"}]}
    found = mistakes({"shop/values.yaml": values, "basket/values.yaml": values})
    assert set(found) == {"basket/values.staging.yaml"}


def test_every_file_may_come_from_windows(load: Load, tmp_path: Path) -> None:
    load(SHOP)
    for name, text in {
        "values.yaml": yaml.safe_dump({"image": IMAGE, "args": ["x"]}).replace("\n", "\r\n"),
        "values.staging.yaml": "env:\r\n  A: |\r\n    b\r\n    c\r\n",
        "platform.yaml": "database: true\r\n",
    }.items():
        (tmp_path / "shop" / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    (shop,) = load({})
    assert (shop.values["args"], shop.values["env"]) == (["x"], {"A": "b\nc\n"})
    assert shop.database


def test_the_mistakes_of_all_files_are_reported_at_once(mistakes: Refuse) -> None:
    found = mistakes(
        {
            "shop/values.yaml": {"image": IMAGE, "prot": 80, "podDisruptionBudget": {"min": 1}},
            "shop/values.staging.yaml": {"autoscaling": {"minReplicas": 1}},
            "shop/platform.yaml": {"databas": True},
            "basket/values.yaml": {"image": {"repository": "basket"}},
        }
    )
    assert set(found) == {
        "shop/values.yaml prot",
        "shop/values.yaml podDisruptionBudget.min",
        "shop/values.staging.yaml autoscaling.minReplicas",
        "shop/platform.yaml databas",
        "basket/values.yaml image.digest",
    }


def test_a_mistake_names_file_line_key_and_remedy(mistakes: Refuse, tmp_path: Path) -> None:
    found = mistakes(SHOP | {"shop/values.staging.yaml": {"args": [], "zoneSpraed": "x"}})
    file = tmp_path / "shop/values.staging.yaml"
    mistake = found["shop/values.staging.yaml zoneSpraed"]
    assert str(mistake).startswith(f"{file}:2: zoneSpraed\n")
    assert (mistake.problem, mistake.value) == ("is not a key that is known here", "x")
    assert mistake.remedy == "did you mean `zoneSpread`?"


@pytest.mark.parametrize("file", ["values.yaml", "values.staging.yaml", "platform.yaml"])
@pytest.mark.parametrize("text", ["[a, b]", "text", "a: [", "a: *alias"])
def test_a_file_that_holds_no_mapping_is_refused_and_nothing_else_said_of_its_application(
    mistakes: Refuse, tmp_path: Path, file: str, text: str
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / file).write_text(text, encoding="utf-8")
    files = {} if file == "values.yaml" else SHOP
    assert set(mistakes(files)) == {f"shop/{file}"}


def test_two_applications_with_one_host_are_refused(mistakes: Refuse) -> None:
    values = {"image": IMAGE, "ingresses": [{"host": "example.com"}]}
    found = mistakes({"shop/values.yaml": values, "basket/values.yaml": values})
    problem = found["shop/values.yaml ingresses.0.host"].problem
    assert problem == "is a host of the application basket too"


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)


KEYS = st.sampled_from(
    ["image", "env", "autoscaling", "minReplicas", "ingresses", "host", "volumes", "peers", "iam"]
)


DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@given(values=DATA, over=DATA, platform=DATA)
@settings(
    max_examples=60,
    deadline=None,
    # Every example writes all the files anew.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_files_end_in_anything_but_mistakes(
    load: Load, values: object, over: object, platform: object
) -> None:
    files = {"values.yaml": values, "values.staging.yaml": over, "platform.yaml": platform}
    with suppress(ConfigError):
        load({f"shop/{name}": data for name, data in files.items()})


def test_values_are_literal_for_terraform(load: Load) -> None:
    (shop,) = load({"shop/values.yaml": {"image": IMAGE, "args": ["${x} %{y}"]}})
    assert shop.values["args"] == ["$${x} %%{y}"]
