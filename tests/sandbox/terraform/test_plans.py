"""Plans of several stacks at once, with another program in Terraform's place."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ops.command import Failure
from sandbox.paths import LOGS, OUTPUT
from sandbox.terraform.plans import Plan, outputs, plans, stale
from terraform_json.manifest import Stack, read_manifest
from tests.fixtures.output import write_output

# It tells what it is asked for, and does what the stack's folder says: `<command>.status`, `.says`.
TERRAFORM = """\
#!/bin/sh
cd "${1#-chdir=}" && echo "$2" >> asked
[ "$2" = init ] && mkdir -p .terraform
cat "$2.says" 2>/dev/null
exit "$(cat "$2.status" 2>/dev/null || echo 0)"
"""
NAMES = ("databases", "networking")


@pytest.fixture(autouse=True)
def terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of two stacks, with a script in Terraform's place."""
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "bin" / "terraform"
    program.parent.mkdir()
    program.write_text(TERRAFORM, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    write_output(OUTPUT, {name: {} for name in NAMES})


@pytest.fixture
def answers() -> Callable[..., None]:
    """Return a function that says how Terraform answers in a stack."""

    def answer(name: str, command: str, *, status: int = 0, says: str = "") -> None:
        folder = stacks()[name].folder
        (folder / f"{command}.status").write_text(str(status), encoding="utf-8")
        (folder / f"{command}.says").write_text(says, encoding="utf-8")

    return answer


@pytest.fixture(autouse=True)
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the local AWS tells of what was written to it, in turn; the last of it for ever."""
    told = ["1"]
    monkeypatch.setattr(
        "sandbox.terraform.plans.writes", lambda _: told.pop(0) if len(told) > 1 else told[0]
    )
    return told


def stacks() -> dict[str, Stack]:
    return read_manifest(OUTPUT)


def planned() -> dict[str, Plan]:
    return plans(stacks().values(), os.environ)


def asked_in(name: str) -> list[str]:
    return (stacks()[name].folder / "asked").read_text(encoding="utf-8").split()


def test_a_stack_without_changes_says_so() -> None:
    assert {name: plan.text for name, plan in planned().items()} == dict.fromkeys(
        NAMES, "no changes"
    )


def test_of_a_stack_with_changes_the_plan_is_told(answers: Callable[..., None]) -> None:
    says = "aws_vpc.vpc: Refreshing state... [id=vpc-1]\n\nPlan: 1 to add.\n────\nNote: no -out\n"
    answers("networking", "plan", status=2, says=says)
    assert planned()["networking"].text == "\nPlan: 1 to add."


def test_a_plan_that_failed_says_why_when_it_is_asked_for(answers: Callable[..., None]) -> None:
    answers("databases", "plan", status=1, says="\nError: Unsupported attribute\n")
    found = planned()
    with pytest.raises(Failure, match="Error: Unsupported attribute"):
        _ = found["databases"].text
    assert found["networking"].text == "no changes"


def test_a_stack_is_initialized_once(written: list[str]) -> None:
    planned()
    written[:] = ["2"]
    planned()
    assert asked_in("networking") == ["init", "plan", "plan"]


@pytest.mark.parametrize("what", ["cdk.tf.json", ".terraform.lock.hcl"])
def test_a_stack_with_another_backend_or_provider_is_initialized_again(what: str) -> None:
    planned()
    changed = json.dumps({"terraform": {"required_providers": {"aws": {"version": "6.0.0"}}}})
    (stacks()["networking"].folder / what).write_text(changed, encoding="utf-8")
    planned()
    assert asked_in("networking") == ["init", "plan", "init", "plan"]
    assert asked_in("databases") == ["init", "plan"]


def test_terraform_is_not_asked_again_while_nothing_can_have_changed() -> None:
    planned()
    assert {name: plan.text for name, plan in planned().items()} == dict.fromkeys(
        NAMES, "no changes"
    )
    assert asked_in("networking") == ["init", "plan"]


def test_terraform_is_asked_again_about_a_stack_with_changes(answers: Callable[..., None]) -> None:
    answers("networking", "plan", status=2)
    planned()
    planned()
    assert asked_in("networking") == ["init", "plan", "plan"]
    assert asked_in("databases") == ["init", "plan"]


def test_terraform_is_asked_again_where_something_was_written_meanwhile(written: list[str]) -> None:
    written[:] = ["1", "2"]
    planned()
    planned()
    assert asked_in("networking") == ["init", "plan", "plan"]


def test_terraform_is_asked_again_where_it_asks_others_than_the_local_aws() -> None:
    write_output(OUTPUT, {name: {"resource": {"helm_release": {"a": {}}}} for name in NAMES})
    planned()
    planned()
    assert asked_in("networking") == ["init", "plan", "plan"]


def test_a_stack_that_cannot_be_initialized_is_a_failure(answers: Callable[..., None]) -> None:
    answers("networking", "init", status=1, says="Error: Failed to query available provider\n")
    with pytest.raises(Failure, match="Failed to query available provider"):
        planned()


def test_outputs_are_told_but_those_that_are_sensitive(answers: Callable[..., None]) -> None:
    values = {
        "vpc_id": {"sensitive": False, "type": "string", "value": "vpc-1"},
        "password": {"sensitive": True, "type": "string", "value": "hidden"},
    }
    answers("networking", "output", says=json.dumps(values))
    answers("databases", "output", says="{}")
    assert outputs(stacks().values(), os.environ) == {
        "networking": {"vpc_id": "vpc-1"},
        "databases": {},
    }
    assert not any("hidden" in file.read_text(encoding="utf-8") for file in LOGS.glob("*.log"))


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ({"networking": 0, "databases": 0, "k8s": 0}, ()),
        ({"networking": 0, "databases": 0, "k8s": 2}, ("k8s",)),
        ({"networking": 0, "databases": 2, "k8s": 0}, ("databases", "k8s")),
        ({"networking": 1, "databases": 0, "k8s": 0}, ("networking", "databases", "k8s")),
    ],
)
def test_what_changes_or_cannot_tell_is_stale_with_all_behind_it(
    statuses: dict[str, int], expected: tuple[str, ...]
) -> None:
    needs = {"networking": (), "databases": ("networking",), "k8s": ("databases",)}
    whole = [Stack(name=name, file=Path(name), dependencies=each) for name, each in needs.items()]
    found = {name: Plan(status, "") for name, status in statuses.items()}
    assert stale(whole, found) == expected
