"""Names that AWS would refuse at deployment are refused at synth."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.environment import validate
from config.errors import ConfigError, Mistake
from config.model import EnvironmentConfig
from config.yaml.source import load_yaml

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]


@pytest.mark.parametrize("project", ["sg", "sg-shop", "sthree", "sthree-x", "amzn-s3-demo"])
def test_a_project_begins_with_nothing_that_aws_reserves(
    staging: dict[str, Any], mistakes: Refuse, project: str
) -> None:
    mistake = mistakes(staging | {"project": project})["project"]
    assert mistake.problem.endswith("which AWS reserves")


@pytest.mark.parametrize("project", ["sgx", "sga-shop", "shop-sg", "aws", "internal", "default"])
def test_a_project_may_have_any_other_name(
    staging: dict[str, Any], accepted: Accept, project: str
) -> None:
    assert accepted(staging | {"project": project}).project == project


@pytest.mark.parametrize("name", ["sthree", "sthree-x", "amzn-s3-demo"])
def test_an_environment_begins_no_name_of_a_bucket_that_aws_refuses(
    staging: dict[str, Any], name: str
) -> None:
    text = yaml.safe_dump(staging | {"name": name})
    with pytest.raises(ConfigError) as caught:
        validate(load_yaml(text, Path(f"{name}.yaml")))
    (mistake,) = caught.value.mistakes
    assert (mistake.path, mistake.problem.split()[-1]) == ("name", "reserves")


@pytest.mark.parametrize(
    "bucket",
    ["xn--state", "sthree-state", "amzn-s3-demo-state", "a-s3alias", "state--ol-s3",
     "state--x-s3", "state--table-s3", "state-an"],
)  # fmt: skip
def test_a_bucket_has_no_name_that_s3_keeps_for_itself(
    staging: dict[str, Any], mistakes: Refuse, bucket: str
) -> None:
    staging["state"]["bucket"] = bucket
    assert mistakes(staging)["state.bucket"].problem.endswith("which AWS reserves")


@pytest.mark.parametrize(("key", "value"), [("aws:a", "b"), ("RDS:a", "b"), ("a", "aws:b")])
def test_a_tag_has_no_prefix_of_aws(
    staging: dict[str, Any], mistakes: Refuse, key: str, value: str
) -> None:
    mistake = mistakes(staging | {"tags": {key: value}})[f"tags.{key}"]
    assert mistake.problem.endswith("which AWS reserves")
