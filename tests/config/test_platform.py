"""The mistakes of an environment and of its applications are told together."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config import platform
from config.errors import ConfigError

Data = dict[str, Any]
Tell = Callable[..., set[str]]

IMAGE = {"repository": "registry.example.com/shop", "digest": f"sha256:{'0' * 64}"}


@pytest.fixture
def told(staging: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Return a function that gives the places of all mistakes of staging, changed by its arguments.

    They are changes of the environment's data by dotted path, and files of applications.
    """

    def places(changes: Data, files: Data) -> set[str]:
        for path, value in changes.items():
            *above, key = path.split(".")
            section: Data = staging
            for part in above:
                section = section.setdefault(part, {})
            section[key] = value
        environment = tmp_path / "staging.yaml"
        environment.write_text(yaml.safe_dump(staging, sort_keys=False), encoding="utf-8")
        for name, data in files.items():
            file = tmp_path / "apps" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(yaml.safe_dump(data), encoding="utf-8")
        monkeypatch.setattr(platform, "environment_file", lambda _: environment)
        monkeypatch.setattr(platform, "APPLICATIONS", tmp_path / "apps")
        with pytest.raises(ConfigError) as caught:
            platform.load_platform("staging")
        found = [f"{m.file.name} {m.path}" for m in caught.value.mistakes]
        assert len(found) == len(set(found))
        return set(found)

    return places


PRIVATE = {"egress": {"out": {"cidrs": ["192.168.0.0/24"], "ports": [443]}}}
FOREIGN = {"actions": ["s3:GetObject"], "resources": ["arn:aws-cn:s3:::staging-shop-x/*"]}
SHOP: Data = {
    "shop/values.yaml": {"image": IMAGE, "networkPolicy": PRIVATE},
    "shop/platform.yaml": {"iam": [FOREIGN]},
}
OF_SHOP = {"values.yaml networkPolicy.egress.out.cidrs.0", "platform.yaml iam.0.resources.0"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"database.readers": {"fixed": 0}},
        {"cluster.version": "1.0"},
        {"tags": {"aws:x": "y"}},
        {"nmae": 1},
        {"deploy_role": "a b"},
        {"state.bucket": "A"},
        {"project": "p"},
        {"alarms": 1},
        {"production": "no"},
        {"plan_role": 1},
        {"network.zones.eu-west-1a.public": "10.11.0.0/24"},
    ],
    ids=str,
)
def test_applications_are_judged_beside_a_mistake_of_the_environment(
    told: Tell, wrong: Data
) -> None:
    found = told(wrong, SHOP)
    assert found > OF_SHOP
    assert any(place.startswith("staging.yaml ") for place in found)


@pytest.mark.parametrize(
    "wrong",
    [{"region": "Ireland"}, {"account_id": "1"}, {"network.cidr": "ten"}, {"dns.domain": "a"},
     {"applications": {"aws_services": 1}}, {"addons": 1}, {"name": "prod"}],
    ids=str,
)  # fmt: skip
def test_nothing_is_said_that_a_mistake_of_the_environment_may_cause(
    told: Tell, wrong: Data
) -> None:
    found = told(wrong, SHOP)
    assert found
    assert all(place.startswith("staging.yaml ") for place in found)


def test_the_owners_networks_are_judged_beside_a_mistake_of_an_application(told: Tell) -> None:
    broken = {"shop/values.yaml": {"image": IMAGE, "prot": 1}}
    changes = {"applications": {"egress_cidrs": ["10.0.0.0/8"]}}
    assert told(changes, broken) == {
        "values.yaml prot",
        "staging.yaml applications.egress_cidrs.0",
    }


def test_arns_of_another_partition_are_told_once_beside_all_else(told: Tell) -> None:
    ours = FOREIGN | {"resources": ["arn:aws:s3:::staging-shop-x/*"]}
    files = SHOP | {"shop/platform.yaml": {"iam": [ours]}}
    shared = {"shop": ["arn:aws:s3:::pictures/*"]}
    found = told({"region": "cn-north-1", "applications": {"shared_resources": shared}}, files)
    assert found >= {*OF_SHOP, "staging.yaml applications.shared_resources.shop.0"}


def test_an_application_is_judged_beside_a_mistake_of_another(told: Tell) -> None:
    broken = {"basket/values.yaml": {"image": IMAGE, "prot": 1}}
    assert told({}, SHOP | broken) == {"values.yaml prot", *OF_SHOP}


def test_an_application_with_a_mistake_may_be_named_by_its_owner(told: Tell) -> None:
    broken = {"shop/values.yaml": {"image": IMAGE, "prot": 1}}
    assert told({"applications": {"apex": ["shop"]}}, broken) == {"values.yaml prot"}
