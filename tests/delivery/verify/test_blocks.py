"""Blocks and resources: none of them does more than plan."""

import pytest

from tests.delivery.conftest import Folder
from tests.delivery.verify.spoiling import Hostile, Refused, Spoil, assert_refused, put

UNKNOWN_BLOCK = "is a block not known here"
DESTROYS = "does more than leave a resource in AWS"
LEFT = {"from": "aws_vpc.vpc", "lifecycle": {"destroy": False}}
READS_A_FILE = "reads a file of the runner"

HOSTILE: Hostile = {
    "an import": (put("import", value=[{"to": "aws_vpc.a", "id": "x"}]), UNKNOWN_BLOCK),
    "a module": (put("module", "a", value={"source": "git::http://evil"}), UNKNOWN_BLOCK),
    "a variable": (put("variable", "a", value={}), UNKNOWN_BLOCK),
    "a check": (put("check", "a", value={"data": {"http": {"a": {}}}}), UNKNOWN_BLOCK),
    "an ephemeral secret": (put("ephemeral", "aws_ssm_parameter", value={}), UNKNOWN_BLOCK),
    "a removal that destroys": (put("removed", value=[{"from": "aws_vpc.vpc"}]), DESTROYS),
    "a removal that says so": (put("removed", value=[LEFT | {"lifecycle": {}}]), DESTROYS),
    "a removal with a program": (
        put("removed", value=[LEFT | {"provisioner": [{"local-exec": {}}]}]),
        DESTROYS,
    ),
    "a removal of another form": (put("removed", value=LEFT | {"connection": {}}), DESTROYS),
    "a block that is to come": (put("action", value={}), UNKNOWN_BLOCK),
    "an object that the cluster gives back": (
        put("resource", "kubernetes_manifest", "a", value={}),
        "plans by a request that the cluster answers with the whole object",
    ),
    "a provisioner": (
        put("resource", "aws_vpc", "vpc", "provisioner", value=[{"local-exec": {}}]),
        "starts programs",
    ),
    "a connection": (put("resource", "aws_vpc", "vpc", "connection", value={}), "starts programs"),
    "a file as an object": (
        put("resource", "aws_s3_object", "a", value={"source": "/etc/passwd"}),
        READS_A_FILE,
    ),
    "a file as a function": (
        put("resource", "aws_lambda_function", "a", value={"filename": "${path.root}/a"}),
        READS_A_FILE,
    ),
    "a file as a canary": (
        put("resource", "aws_synthetics_canary", "a", value={"zip_file": "/etc/passwd"}),
        READS_A_FILE,
    ),
    # Forms that Terraform reads, and that hide a block from who looks for objects.
    "resources as a list": (put("resource", value=[{"null_resource": {}}]), "has a form"),
    "names as a list": (put("resource", "aws_vpc", value=[{"a": {}}]), "has a form"),
    "a body as a list": (put("resource", "aws_vpc", "vpc", value=[{}]), "has a form"),
    "data as a list": (put("data", value=[{"external": {}}]), "has a form"),
    "locals as a list": (put("locals", value=[{"a": "b"}]), "has a form"),
    "an output as a list": (put("output", "a", value=[{"value": "b"}]), "has a form"),
}


@pytest.mark.parametrize(("spoil", "reason"), HOSTILE.values(), ids=HOSTILE)
def test_a_block_that_does_more_than_plan_is_refused_with_the_reason(
    spoil: Spoil, reason: str, refused: Refused
) -> None:
    assert_refused(refused, spoil, reason)


def test_a_renamed_resource_passes(folder: Folder) -> None:
    put("moved", value=[{"from": "aws_vpc.a", "to": "aws_vpc.vpc"}])(folder.k8s)

    assert folder.judged()


def test_a_block_that_has_the_name_of_a_files_path_passes(folder: Folder) -> None:
    source = [{"type": "NO_SOURCE"}]
    put("resource", "aws_codebuild_project", "a", "source", value=source)(folder.k8s)

    assert folder.judged()


def test_a_resource_that_is_left_in_aws_passes(folder: Folder) -> None:
    put("removed", value=[LEFT])(folder.k8s)

    assert folder.judged()
