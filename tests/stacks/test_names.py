"""Names that AWS bounds, where the project, the environment and an application have the longest."""

from collections.abc import Callable

import pytest
from cdktf import TerraformStack, Testing

from config.applications.contents import LONGEST_NAME
from config.environment import load_environment
from config.model import EnvironmentConfig
from stacks.platform import build_platform
from terraform_json.types import Json
from tests.stacks.synthesized import of
from tests.stacks.test_k8s_apps import application

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html and
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
LONGEST = {"aws_iam_role": ("name", 64), "aws_s3_bucket": ("bucket", 63)}


def longest(field: str) -> str:
    """Return the longest name that an environment file may give to a field."""
    length: int = EnvironmentConfig.model_json_schema()["properties"][field]["maxLength"]
    return "a" * length


@pytest.fixture(scope="module")
def stacks(synthesize: Callable[[TerraformStack], Json]) -> list[Json]:
    """Return every stack of the environment with the longest names."""
    names = {field: longest(field) for field in ("project", "name")}
    config = load_environment("staging").model_copy(update=names)
    shop = application("a" * LONGEST_NAME, database=True)
    return [synthesize(stack) for stack in build_platform(Testing.app(), config, [shop])]


@pytest.mark.parametrize("kind", LONGEST)
def test_the_longest_name_fits(stacks: list[Json], kind: str) -> None:
    key, longest = LONGEST[kind]
    names = [made[key] for data in stacks for made in of(data, kind)]
    assert names
    assert [name for name in names if len(name) > longest] == []
