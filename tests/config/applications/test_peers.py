"""Who calls whom, and who lets whom call."""

from pathlib import Path

import pytest

from tests.config.applications.folders import (
    BASKET,
    CALLS,
    CONSENT,
    IMAGE,
    SHOP,
    Files,
    Load,
    Refuse,
)


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


@pytest.mark.parametrize("peer", ["nobody", "shop"])
def test_a_peer_that_is_not_another_application_is_refused(mistakes: Refuse, peer: str) -> None:
    found = mistakes(SHOP | BASKET | {"shop/platform.yaml": {"peers": [peer]}})
    assert found["shop/platform.yaml peers.0"].allowed == "basket"


def test_an_unknown_peer_is_told_where_it_was_named(mistakes: Refuse) -> None:
    files = SHOP | BASKET | {"shop/platform.staging.yaml": {"peers": ["nobody"]}}
    assert set(mistakes(files)) == {"shop/platform.staging.yaml peers.0"}


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


@pytest.mark.parametrize(
    "values",
    [
        {"port": None, "probes": {"none": "it takes from a queue"}},
        {"deployment": {"enabled": False}, "schedules": {"a": {"cron": "@daily"}}},
    ],
    ids=["worker", "schedules"],
)
def test_nobody_calls_what_has_no_port(mistakes: Refuse, values: dict[str, object]) -> None:
    silent = {"basket/values.yaml": {"image": IMAGE} | values}
    ((path, mistake),) = mistakes(SHOP | silent | CONSENT).items()
    assert path == "basket/platform.yaml callers"
    assert mistake.problem == "lets others call an application that listens on no port"
