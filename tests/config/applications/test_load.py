import errno
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.applications.contents import LONGEST_NAME
from config.applications.load import load_applications
from config.applications.platform_file import IamStatement
from config.errors import ConfigError
from config.platform import load_platform
from tests.config.applications.folders import (
    BASKET,
    CALLS,
    CONSENT,
    IMAGE,
    PLACEHOLDERS,
    SHOP,
    Files,
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
    assert (shop.database, shop.statements) == (False, ())


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


def test_peers_are_known_to_both_sides(load: Load) -> None:
    basket, shop = load(SHOP | BASKET | CALLS | CONSENT)
    assert shop.values["peers"] == {"calls": ["basket"], "calledBy": []}
    assert basket.values["peers"] == {"calls": [], "calledBy": ["shop"]}


def test_an_application_that_does_not_let_another_call_it_is_not_called(mistakes: Refuse) -> None:
    ((path, mistake),) = mistakes(SHOP | BASKET | CALLS).items()
    assert path == "shop/platform.yaml peers.0"
    assert mistake.problem == "is an application that does not let shop call it"
    assert mistake.allowed == "nothing, as no application lets this one call it"
    assert "add shop to `callers` in basket's platform.yaml" in mistake.remedy


@pytest.mark.parametrize(
    "callee",
    ["callers: [shop", "[shop]", "callers: shop", "caller: [shop]", "callers: [shop]\na: 1"],
)
def test_a_callee_whose_file_is_broken_accuses_no_caller(
    load: Load, mistakes: Refuse, tmp_path: Path, callee: str
) -> None:
    load(SHOP | BASKET)
    (tmp_path / "basket/platform.yaml").write_text(callee, encoding="utf-8")
    assert {path.split()[0] for path in mistakes(CALLS)} == {"basket/platform.yaml"}


def test_a_host_that_a_broken_file_may_replace_is_nobody_elses(
    load: Load, mistakes: Refuse, tmp_path: Path
) -> None:
    load(SHOP | BASKET)
    (tmp_path / "basket/values.staging.yaml").write_text("ingresses: [", encoding="utf-8")
    values = {"image": IMAGE, "ingresses": [{"host": "example.com"}]}
    found = mistakes({"shop/values.yaml": values, "basket/values.yaml": values})
    assert set(found) == {"basket/values.staging.yaml"}


def test_a_mistaken_peer_is_told_who_may_be_called(mistakes: Refuse) -> None:
    cart: dict[str, object] = {
        "cart/values.yaml": {"image": IMAGE},
        "cart/platform.yaml": {"callers": ["shop"]},
    }
    (mistake,) = mistakes(SHOP | BASKET | CALLS | cart).values()
    assert mistake.allowed == "cart"


def test_consent_of_one_environment_is_none_in_another(mistakes: Refuse) -> None:
    withdrawn: dict[str, object] = {"basket/platform.staging.yaml": {"callers": []}}
    assert set(mistakes(SHOP | BASKET | CALLS | CONSENT | withdrawn)) == {
        "shop/platform.yaml peers.0"
    }


def test_consent_opens_nothing_by_itself(load: Load) -> None:
    basket, shop = load(SHOP | BASKET | CONSENT)
    assert basket.values["peers"] == shop.values["peers"] == {"calls": [], "calledBy": []}


def test_a_caller_that_is_off_may_stay_named(load: Load) -> None:
    off: dict[str, object] = {"shop/platform.staging.yaml": {"enabled": False}}
    (basket,) = load(SHOP | BASKET | CONSENT | off)
    assert basket.values["peers"]["calledBy"] == []


@pytest.mark.parametrize("name", ["basket", "nobody"])
def test_a_caller_is_another_application(mistakes: Refuse, name: str) -> None:
    files: Files = SHOP | BASKET | {"basket/platform.yaml": {"callers": [name]}}
    ((path, mistake),) = mistakes(files).items()
    assert path == "basket/platform.yaml callers.0"
    assert (mistake.problem, mistake.allowed) == ("is not another application", "shop")


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


def test_files_beside_the_folders_are_no_applications(load: Load, tmp_path: Path) -> None:
    (tmp_path / "README.md").touch()
    assert [application.name for application in load(SHOP)] == ["shop"]


STRAY = (
    ".DS_Store", "values.yaml~", ".values.yaml.swp", "#values.yaml#", "values.yaml.bak",
    "values.yaml.orig", "Thumbs.db", "._values.yaml", "values.yaml___jb_tmp___",
    "values.yaml___jb_old___", "values.yaml.save", "values.yaml.old", "values.yaml.rej",
    "values.yaml.tmp", ".keep", ".gitkeep",
)  # fmt: skip


def leave_behind(folder: Path) -> None:
    """Write what systems and editors leave in a folder."""
    folder.mkdir(exist_ok=True)
    for name in STRAY:
        (folder / name).write_text("[", encoding="utf-8")
    (folder / ".#values.yaml").symlink_to("user@host.1234")
    for name in (".idea", "__MACOSX"):
        (folder / name).mkdir()


def test_stray_files_neither_are_applications_nor_belong_to_one(load: Load, tmp_path: Path) -> None:
    leave_behind(tmp_path)
    leave_behind(tmp_path / "shop")
    assert [application.name for application in load(SHOP)] == ["shop"]


def test_a_folder_with_stray_files_only_is_no_application(load: Load, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    leave_behind(tmp_path / "gone")
    assert [application.name for application in load(SHOP)] == ["shop"]


def test_a_folder_that_holds_something_else_lacks_its_values(
    mistakes: Refuse, tmp_path: Path
) -> None:
    (tmp_path / "basket").mkdir()
    (tmp_path / "basket/README.md").touch()
    assert mistakes(SHOP)["basket/values.yaml"].problem == "is missing"


@pytest.mark.parametrize("file", ["values.yaml", "values.staging.yaml", "platform.yaml"])
def test_a_link_to_nothing_is_refused(mistakes: Refuse, tmp_path: Path, file: str) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / file).symlink_to("nowhere")
    found = mistakes({} if file == "values.yaml" else SHOP)
    assert {key: m.problem for key, m in found.items()} == {f"shop/{file}": "is a link to nothing"}


def test_a_folder_that_may_not_be_read_is_a_mistake(
    mistakes: Refuse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert mistakes(SHOP)["shop"].problem == "cannot be read: Permission denied"


def test_a_file_with_another_ending_in_capitals_is_read_by_nobody(mistakes: Refuse) -> None:
    assert set(mistakes(SHOP | {"shop/Values.YAML": {}})) == {"shop/Values.YAML"}


def test_every_file_may_come_from_windows(load: Load, tmp_path: Path) -> None:
    load(SHOP)
    for name, text in {
        "values.yaml": yaml.safe_dump({"image": IMAGE, "args": ["x"]}).replace("\n", "\r\n"),
        "values.staging.yaml": "env:\r\n  A: |\r\n    b\r\n    c\r\n",
        "platform.yaml": "database: true\r\n",
    }.items():
        (tmp_path / "shop" / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
    (shop,) = load({})
    assert (shop.values["args"], shop.values["env"], shop.database) == (
        ["x"],
        {"A": "b\nc\n"},
        True,
    )


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


@pytest.mark.parametrize(
    "name",
    ["Shop", "1shop", "shop-", "shop_1", "s" * (LONGEST_NAME + 1), "default", "kube-system"],
)
def test_a_folder_whose_name_kubernetes_cannot_take_is_refused(mistakes: Refuse, name: str) -> None:
    assert mistakes({f"{name}/values.yaml": {"image": IMAGE}})[name].value == name


def test_the_longest_name_is_accepted(load: Load) -> None:
    name = "s" * LONGEST_NAME
    assert load({f"{name}/values.yaml": {"image": IMAGE}})[0].name == name


def test_a_folder_without_values_is_refused(mistakes: Refuse) -> None:
    found = mistakes({"shop/platform.yaml": {}})
    assert {key: mistake.problem for key, mistake in found.items()} == {
        "shop/values.yaml": "is missing"
    }


@pytest.mark.parametrize(
    ("file", "remedy"),
    [
        ("values.stagng.yaml", "name the file as one of these"),
        ("values.yml", "name the file as one of these"),
        ("platform.yml", "rename it to platform.yaml"),
        ("platform.json", "rename it to platform.yaml"),
        ("values.staging.yml", "rename it to values.staging.yaml"),
        ("Values.Staging.yaml.txt", "rename it to values.staging.yaml"),
    ],
)
def test_a_file_that_nobody_reads_is_refused(mistakes: Refuse, file: str, remedy: str) -> None:
    found = mistakes(SHOP | {f"shop/{file}": {}})
    assert {key: (m.problem, m.remedy) for key, m in found.items()} == {
        f"shop/{file}": ("is read by nobody", remedy)
    }


def test_a_file_of_something_else_may_lie_in_a_folder(load: Load, tmp_path: Path) -> None:
    load(SHOP)
    for name in ("dashboard.json", "README.md", "values.md", "notes.yaml.txt"):
        (tmp_path / "shop" / name).touch()
    assert [application.name for application in load({})] == ["shop"]


@pytest.mark.parametrize("file", ["values.yml", "values.YAML", "values.json", "values.yaml.txt"])
def test_values_with_another_ending_are_named_and_not_missing(mistakes: Refuse, file: str) -> None:
    ((key, mistake),) = mistakes({f"shop/{file}": {"image": IMAGE}}).items()
    assert (key, mistake.remedy) == (f"shop/{file}", "rename it to values.yaml")


@pytest.mark.parametrize("file", ["values.yaml", "values.staging.yaml", "platform.yaml"])
@pytest.mark.parametrize("text", ["[a, b]", "text", "a: [", "a: *alias"])
def test_a_file_that_holds_no_mapping_is_refused_and_nothing_else_said_of_its_application(
    mistakes: Refuse, tmp_path: Path, file: str, text: str
) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / file).write_text(text, encoding="utf-8")
    files = {} if file == "values.yaml" else SHOP
    assert set(mistakes(files)) == {f"shop/{file}"}


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


def test_two_applications_with_one_host_are_refused(mistakes: Refuse) -> None:
    values = {"image": IMAGE, "ingresses": [{"host": "example.com"}]}
    found = mistakes({"shop/values.yaml": values, "basket/values.yaml": values})
    problem = found["shop/values.yaml ingresses.0.host"].problem
    assert problem == "is a host of the application basket too"


@pytest.mark.parametrize("peer", ["nobody", "shop"])
def test_a_peer_that_is_not_another_application_is_refused(mistakes: Refuse, peer: str) -> None:
    found = mistakes(SHOP | BASKET | {"shop/platform.yaml": {"peers": [peer]}})
    assert found["shop/platform.yaml peers.0"].allowed == "basket"


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


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("https://shop.$(platform.domain)/", "https://shop.staging.example.org/"),
        ("$(platform.environment)-$(platform.region)", "staging-eu-west-3"),
        ("arn:aws:sns:$(platform.account_id)", "arn:aws:sns:012345678901"),
        ("$$(platform.domain)", "$(platform.domain)"),
        ("$(PGHOST) $(platform) ${platform.domain}", "$(PGHOST) $(platform) ${platform.domain}"),
    ],
)
def test_a_placeholder_is_filled_in_and_nothing_else(load: Load, written: str, filled: str) -> None:
    (shop,) = load({"shop/values.yaml": {"image": IMAGE, "args": [written]}})
    assert shop.source.release["args"] == [filled]


def test_placeholders_serve_hosts_and_rights_too(load: Load) -> None:
    (shop,) = load(
        {
            "shop/values.yaml": {
                "image": IMAGE,
                "ingresses": [{"host": "shop.$(platform.domain)"}],
            },
            "shop/platform.yaml": {
                "iam": [
                    {
                        "actions": ["s3:GetObject"],
                        "resources": ["arn:aws:s3:::$(platform.environment)-pictures/*"],
                    }
                ]
            },
        }
    )
    assert shop.values["ingresses"] == [{"host": "shop.staging.example.org"}]
    assert shop.statements[0].resources == ("arn:aws:s3:::staging-pictures/*",)


def test_an_unknown_placeholder_is_refused(mistakes: Refuse) -> None:
    files = {"shop/values.yaml": {"image": IMAGE, "args": ["$(platform.zone)"]}}
    mistake = mistakes(files)["shop/values.yaml args.0"]
    assert "$(platform.zone)" in mistake.problem
    assert "$(platform.account_id)" in mistake.allowed


def test_a_text_becomes_no_token_of_cdktf_by_a_placeholder(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    texts = ["TfTok$(platform.environment)[TOKEN.0]", "TfTok$$(platform.environment)[TOKEN.0]"]
    values = {"image": IMAGE, "args": texts}
    (tmp_path / "shop/values.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_applications(tmp_path, replace(PLACEHOLDERS, environment="en"))
    (mistake,) = caught.value.mistakes
    assert (mistake.path, mistake.line) == ("args.0", 2)
    assert mistake.problem == "holds TfToken[, which is CDKTF's own, once it is filled in"


def test_a_key_with_a_placeholder_is_refused(mistakes: Refuse) -> None:
    key = "$(platform.domain)"
    keys = (key, f"${key}", "$(PGHOST)")
    policy = {"egress": {each: {"cidrs": ["8.8.8.0/24"], "ports": [443]} for each in keys}}
    ((path, mistake),) = mistakes(
        {"shop/values.yaml": {"image": IMAGE, "networkPolicy": policy}}
    ).items()
    assert path == f"shop/values.yaml networkPolicy.egress.{key}"
    assert mistake.problem.startswith("is a key with a placeholder")
    assert mistake.line is not None


def test_a_key_with_a_placeholder_is_refused_in_a_list(mistakes: Refuse) -> None:
    statement = {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::a"], "$(platform.x)": 1}
    found = mistakes(SHOP | {"shop/platform.yaml": {"iam": [statement]}})
    assert set(found) == {"shop/platform.yaml iam.0.$(platform.x)"}


def test_values_are_literal_for_terraform(load: Load) -> None:
    (shop,) = load({"shop/values.yaml": {"image": IMAGE, "args": ["${x} %{y}"]}})
    assert shop.values["args"] == ["$${x} %%{y}"]


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


def test_an_unknown_peer_is_told_where_it_was_named(mistakes: Refuse) -> None:
    files = SHOP | BASKET | {"shop/platform.staging.yaml": {"peers": ["nobody"]}}
    assert set(mistakes(files)) == {"shop/platform.staging.yaml peers.0"}


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


def test_nobody_can_call_an_application_that_is_off(mistakes: Refuse) -> None:
    files = (
        SHOP
        | BASKET
        | {
            "shop/platform.yaml": {"peers": ["basket"]},
            "basket/platform.staging.yaml": {"enabled": False},
        }
    )
    (mistake,) = mistakes(files).values()
    assert (mistake.path, mistake.problem) == ("peers.0", "is an application that is off here")


def test_the_mistakes_of_an_application_that_is_off_are_told(mistakes: Refuse) -> None:
    files = {
        "shop/values.yaml": {"image": IMAGE, "prot": 1},
        "shop/platform.yaml": {"enabled": False},
    }
    assert set(mistakes(files)) == {"shop/values.yaml prot"}


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("monitoring", "the namespace of the addon kube-prometheus-stack"),
        ("nginx-ingress", "the namespace of the addon nginx-ingress"),
        ("database-provisioning", "the job that makes the databases"),
        ("default", "Kubernetes's own"),
        ("kube-public", "Kubernetes's own"),
    ],
)
def test_a_namespace_that_is_taken_is_refused_with_the_reason(
    mistakes: Refuse, name: str, reason: str
) -> None:
    mistake = mistakes({f"{name}/values.yaml": {"image": IMAGE}})[name]
    assert reason in mistake.problem


def test_an_unknown_placeholder_hides_no_other_mistake_and_makes_none(mistakes: Refuse) -> None:
    host = {"host": "shop.$(platform.domian)"}
    files = {"shop/values.yaml": {"image": IMAGE, "ingresses": [host], "prot": 1}}
    assert set(mistakes(files)) == {
        "shop/values.yaml ingresses.0.host",
        "shop/values.yaml prot",
    }
