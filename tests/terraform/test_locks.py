"""The locks on a state. Terraform takes two; each of them suffices to keep others out."""

import json
from collections.abc import Iterator

import pytest

from terraform_json.manifest import STACK_FILE
from tests.terraform.support import Folder, LocalAws, eventually

# The setting to leave out for a backend that takes one kind of lock.
OTHER_LOCK = {"DynamoDB": "use_lockfile", "S3": "dynamodb_table"}


@pytest.fixture(scope="module")
def begun(aws: LocalAws) -> Folder:
    """A networking stack of which one resource is applied, so that there is a state."""
    folder = aws.networking("begun")
    (log_group,) = [one for one in folder.declared() if one.startswith("aws_cloudwatch_log_group.")]
    folder.succeeds("apply", "-auto-approve", "-input=false", f"-target={log_group}")
    return folder


@pytest.fixture(scope="module", autouse=True)
def holder(begun: Folder) -> Iterator[None]:
    """An apply that holds both locks for as long as nobody says whether to go on."""
    process = begun.begin("apply")
    eventually(lambda: begun.aws.locks() == {"DynamoDB", "S3"}, process)
    yield
    process.communicate("no\n")


def using_one_lock(folder: Folder, kind: str) -> Folder:
    """Return the same stack with a backend that takes one kind of lock."""
    path = folder.aws.folder / f"with-{kind}-lock"
    path.mkdir()
    data = json.loads((folder.path / STACK_FILE).read_text(encoding="utf-8"))
    del data["terraform"]["backend"]["s3"][OTHER_LOCK[kind]]
    (path / STACK_FILE).write_text(json.dumps(data), encoding="utf-8")
    return folder.aws.initialized(path)


@pytest.mark.parametrize("kind", ["DynamoDB", "S3"])
def test_a_second_apply_is_refused_while_a_lock_is_held(
    begun: Folder, aws: LocalAws, kind: str
) -> None:
    versions = aws.state_versions()
    second = using_one_lock(begun, kind).terraform("apply", "-auto-approve", "-input=false")
    assert second.returncode == 1
    assert "Error acquiring the state lock" in second.stdout
    assert "Operation: OperationTypeApply" in second.stdout
    assert "Who: " in second.stdout
    assert aws.state_versions() == versions != []
    assert aws.locks() == {"DynamoDB", "S3"}
