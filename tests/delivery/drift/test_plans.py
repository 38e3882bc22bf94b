"""Each stack is planned, and what is inside the cluster is left alone."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from delivery.__main__ import app
from delivery.comment.files import read_records
from delivery.comment.record import State
from delivery.terraform import Terraform
from terraform_json.types import Json
from tests.delivery.comment.support import STATE, plan
from tests.fixtures.output import write_output

K8S: Json = {
    "data": {
        "aws_lbs": {"made": {"depends_on": ["kubernetes_ingress_v1.entry"]}},
    },
    "resource": {
        "aws_eks_cluster": {"cluster": {"name": "a"}},
        "aws_iam_role": {"role": {"name": "a"}},
        "aws_cloudwatch_metric_alarm": {"errors": {"name": "${data.aws_lbs.made.arns[0]}"}},
        "kubernetes_ingress_v1": {"entry": {"name": "${aws_eks_cluster.cluster.name}"}},
        "helm_release": {"app": {"name": "app"}},
    },
}
NETWORKING: Json = {
    "terraform": {"backend": {"s3": STATE}},
    "resource": {"aws_vpc": {"main": {}}},
    "output": {"vpc_id": {"value": "1"}},
}
DATABASES: Json = {
    "data": {"terraform_remote_state": {"networking-state": {"backend": "s3", "config": STATE}}}
}
NO_STATE = (
    "Error: Unable to find remote state\n\n  with data.terraform_remote_state.networking-state,\n"
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, ...]]:
    """Return what is planned of each stack; the plan is one with drift, or as `FAILS` says."""
    found: dict[str, tuple[str, ...]] = {}

    def planned(terraform: Terraform, *addresses: str) -> tuple[int, str]:
        found[terraform.folder.name] = addresses
        failed = terraform.folder / "fails"
        return (1, failed.read_text()) if failed.exists() else (0, "")

    monkeypatch.setattr(Terraform, "planned", planned)
    monkeypatch.setattr("delivery.drift.plans.read_plan", lambda *_, **__: (plan("drift"), None))
    monkeypatch.setenv("PLATFORM_ENV", "staging")
    return found


def run(folder: Path, *options: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["drift", str(folder / "records"), str(folder), *options])
    return done.exit_code, done.stdout, done.stderr


def test_what_needs_the_inside_of_the_cluster_is_not_planned(
    tmp_path: Path, asked: dict[str, tuple[str, ...]]
) -> None:
    write_output(tmp_path, {"k8s": K8S, "networking": NETWORKING})

    run(tmp_path)

    assert asked == {
        "k8s": ("aws_eks_cluster.cluster", "aws_iam_role.role"),
        "networking": (),
    }


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(("option", "told"), [("--private", True), ("--no-private", False)])
def test_what_was_changed_is_kept_and_of_a_public_repository_its_number_only(
    tmp_path: Path, option: str, *, told: bool
) -> None:
    write_output(tmp_path, {"networking": NETWORKING})

    status, printed, _ = run(tmp_path, option)

    (record,) = read_records(tmp_path / "records")
    assert status == 0
    assert printed == f"staging networking: {record.drifted} changed outside Terraform\n"
    assert record.drifted > 0
    assert bool(record.drift) is told
    assert record.text == ""


@pytest.mark.usefixtures("asked")
def test_a_stack_that_was_never_deployed_waits(tmp_path: Path) -> None:
    write_output(tmp_path, {"networking": NETWORKING, "databases": DATABASES})
    (tmp_path / "stacks/databases/fails").write_text(NO_STATE)

    status, printed, _ = run(tmp_path)

    records = read_records(tmp_path / "records")
    assert status == 0
    assert [each.state for each in records] == [State.DEFERRED, State.PLANNED]
    assert "It waits until networking has been applied." in printed


@pytest.mark.usefixtures("asked")
def test_a_plan_that_fails_ends_it_with_its_error_and_the_others_are_kept(tmp_path: Path) -> None:
    write_output(tmp_path, {"networking": NETWORKING, "databases": DATABASES})
    (tmp_path / "stacks/databases/fails").write_text("Error: no credentials")

    status, _, told = run(tmp_path, "--private")

    records = read_records(tmp_path / "records")
    assert status == 1
    assert "staging databases has no plan. Error: no credentials" in told
    assert [each.state for each in records] == [State.FAILED, State.PLANNED]


def test_a_folder_that_is_not_synthesized_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({}))

    status, _, told = run(tmp_path)

    assert status == 2
    assert "make synth" in told
