"""What files of applications leave to the platform."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from config.applications.load import load_applications
from config.errors import ConfigError
from tests.config.applications.folders import (
    IMAGE,
    PLACEHOLDERS,
    SHOP,
    Load,
    Refuse,
)


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


def test_an_unknown_placeholder_hides_no_other_mistake_and_makes_none(mistakes: Refuse) -> None:
    host = {"host": "shop.$(platform.domian)"}
    files = {"shop/values.yaml": {"image": IMAGE, "ingresses": [host], "prot": 1}}
    assert set(mistakes(files)) == {
        "shop/values.yaml ingresses.0.host",
        "shop/values.yaml prot",
    }
