"""From a pull request to what runs: the commands of the workflows, in their order, on a sandbox.

What a job runs is read from its workflow, and what GitHub would know is answered on this machine.
The steps follow each other as in a platform's life: each fixture goes on from the one before.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from delivery.deploy.pending import pending
from ops.kubectl import Kubectl
from ops.programs import program
from sandbox.paths import KUBERNETES
from tests.patience import eventually
from tests.sandbox.flow import APPLICATION, Flow, flow
from tests.sandbox.programs import HALF, OUTPUT

pytestmark = pytest.mark.slow

FIRST, SECOND = "a" * 40, "c" * 40
DEPLOY_STEPS = [
    "Refuse to deploy what is older than main",
    "Wait for the stacks that it needs",
    "Look for releases that a deploy left pending",
    "Plan",
    "Compare the plan with the one that was reviewed",
    "Deploy",
    "Wait until the applications are ready",
]
IN_THE_WAY = "/aws/rds/cluster/platform-staging/postgresql"
LOCK = "11111111-2222-3333-4444-555555555555"
RIGHTS = [{"actions": ["s3:GetObject"], "resources": [f"arn:aws:s3:::staging-{APPLICATION}-x/*"]}]
ADMINISTRATOR = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flow]:
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        flow(tmp_path_factory.mktemp("flow"), monkeypatch) as made,
    ):
        made.synthesize()
        yield made


@pytest.fixture(scope="module")
def comment(platform: Flow) -> str:
    """Return the comment on the first pull request."""
    return platform.propose(FIRST)


def test_of_an_empty_account_the_first_stack_is_planned_and_the_others_wait(comment: str) -> None:
    assert re.search(r"- `staging networking`: \d+ created", comment), comment
    assert "`staging databases` **deferred**: It waits until networking has been" in comment
    assert "`staging k8s` **deferred**: It waits until databases" in comment


@pytest.fixture(scope="module")
def half(platform: Flow, comment: str) -> Flow:
    """Deploy while a log group is in the way that somebody has made by hand."""
    assert comment
    platform.client("logs").create_log_group(logGroupName=IN_THE_WAY)
    platform.merge(FIRST)
    platform.deploy()
    return platform


def test_a_first_deployment_applies_just_what_was_reviewed(half: Flow) -> None:
    done = half.deployed["networking"]

    assert (list(done.printed), done.failed) == (DEPLOY_STEPS, ""), done
    assert "It is the plan that was reviewed." in done.summary


def test_a_failure_in_the_second_wave_is_told_with_what_waits_for_it_and_how_to_go_on(
    half: Flow,
) -> None:
    done = half.deployed["databases"]

    assert done.failed == "Deploy", done
    assert "## staging databases: not deployed (wave 2 of 3)" in done.summary
    assert "- Not started, since they need it: k8s." in done.summary
    assert "re-run the failed jobs" in done.summary
    assert "ResourceAlreadyExistsException" in done.summary


def test_the_third_wave_is_not_started(half: Flow) -> None:
    done = half.deployed["k8s"]

    assert done.failed == "Wait for the stacks that it needs", done
    assert "Not deployed: staging / databases (failure)" in done.printed[done.failed]
    assert "Plan" not in done.printed
    assert half.client("eks").list_clusters()["clusters"] == []


@pytest.fixture(scope="module")
def whole(half: Flow) -> Flow:
    """Take away what was in the way, and run the failed jobs again."""
    half.client("logs").delete_log_group(logGroupName=IN_THE_WAY)
    half.deploy("databases", "k8s")
    return half


def test_the_failed_jobs_go_on_from_there_until_the_application_is_ready(whole: Flow) -> None:
    for name in ("databases", "k8s"):
        done = whole.deployed[name]
        assert (list(done.printed), done.failed) == (DEPLOY_STEPS, ""), done
    printed = whole.deployed["k8s"].printed
    assert "The cluster is not there yet" in printed[DEPLOY_STEPS[2]]
    assert f"{APPLICATION}: ready" in printed[DEPLOY_STEPS[-1]]


@pytest.fixture(scope="module")
def changed(whole: Flow) -> str:
    """Give the application rights by a pull request, and return the comment on it."""
    rights = json.dumps({"iam": RIGHTS})
    Path(f"helm/apps/{APPLICATION}/platform.yaml").write_text(rights, encoding="utf-8")
    whole.synthesize()
    return whole.propose(SECOND, "k8s")


def test_the_comment_tells_of_the_rights_that_an_application_gets(changed: str) -> None:
    assert "#### Rights" in changed, changed
    told = set(re.findall(r"created `(\w+)\.", changed))
    assert told == {"aws_eks_pod_identity_association", "aws_iam_role", "aws_iam_role_policy"}


@pytest.fixture(scope="module")
def killed(whole: Flow, changed: str) -> Flow:
    """Kill Helm over a release, and deploy."""
    assert changed
    (chart,) = {
        each.parent
        for each in OUTPUT.glob("stacks/k8s/assets/**/Chart.yaml")
        if "name: microservice\n" in each.read_text("utf-8")
    }
    kubectl = Kubectl(environment=cluster(whole))
    upgrade = [str(program("helm")), "upgrade", APPLICATION, str(chart), "--wait", "--reuse-values"]
    # What admission lets through and no node has room for: Helm waits until it is killed.
    cores = "--set-string=resources.requests.cpu=100,resources.limits.cpu=100"
    with subprocess.Popen(
        [*upgrade, f"--namespace={APPLICATION}", cores], env=cluster(whole)
    ) as helm:
        try:
            eventually(lambda: pending(kubectl, {(APPLICATION, APPLICATION)}))
            assert helm.poll() is None, "Helm ended by itself: nothing was killed over the release"
        finally:
            helm.kill()
    whole.merge(SECOND)
    whole.deploy("k8s")
    return whole


def cluster(platform: Flow) -> dict[str, str]:
    """Return the variables of somebody who administers the cluster."""
    kubeconfig = str((KUBERNETES / "admin.kubeconfig").resolve())
    return {**platform.runner.variables, "KUBECONFIG": kubeconfig}


@pytest.fixture(scope="module")
def way_out(killed: Flow) -> str:
    """Return the command that a deploy offers for a release that is pending."""
    done = killed.deployed["k8s"]
    assert done.failed == DEPLOY_STEPS[2], done
    assert "Plan" not in done.printed
    (command,) = re.findall(r"^  (helm .*)$", done.printed[done.failed], re.MULTILINE)
    return str(command)


def test_a_release_that_a_kill_left_pending_stops_the_deploy_with_a_way_out(way_out: str) -> None:
    assert way_out == f"helm rollback {APPLICATION} 1 --namespace {APPLICATION} --wait"


@pytest.fixture(scope="module")
def locked(killed: Flow, way_out: str) -> Flow:
    """Take the way out, and deploy while somebody else holds the lock of the state."""
    helm, *arguments = way_out.split()
    subprocess.run([str(program(helm)), *arguments], env=cluster(killed), check=True)
    state, key = killed.config.state, "staging/k8s.tfstate"
    lock = json.dumps({"ID": LOCK, "Operation": "OperationTypeApply", "Who": "somebody@laptop"})
    killed.client("s3").put_object(Bucket=state.bucket, Key=f"{key}.tflock", Body=lock)
    killed.client("dynamodb").put_item(
        TableName=state.lock_table,
        Item={"LockID": {"S": f"{state.bucket}/{key}"}, "Info": {"S": lock}},
    )
    killed.deploy("k8s")
    return killed


def test_a_lock_that_somebody_holds_is_told_with_who_and_how_it_is_given_back(locked: Flow) -> None:
    done = locked.deployed["k8s"]

    assert done.failed == "Plan", done
    assert "- Nothing was changed: it was not applied." in done.summary
    assert "`somebody@laptop` holds the lock" in done.summary
    assert f"`terraform -chdir=cdktf.out/stacks/k8s force-unlock {LOCK}`" in done.summary


@pytest.fixture(scope="module")
def stopped(locked: Flow) -> Flow:
    """Give the lock back, narrow the deploy role's access by hand, and deploy."""
    unlock = ["terraform", f"-chdir={HALF}/stacks/k8s", "force-unlock", "-force", LOCK]
    subprocess.run(unlock, env=locked.runner.variables, check=True)
    locked.client("eks").associate_access_policy(
        clusterName=locked.config.cluster_name,
        principalArn=locked.config.deploy_role_arn,
        policyArn=ADMINISTRATOR,
        accessScope={"type": "namespace", "namespaces": [APPLICATION]},
    )
    locked.deploy("k8s")
    return locked


def test_what_moved_since_the_review_stops_the_deploy_and_is_told(stopped: Flow) -> None:
    done = stopped.deployed["k8s"]

    assert done.failed == DEPLOY_STEPS[4], done
    assert "Deploy" not in done.printed
    assert re.search(
        r"- \*\*replaced\*\*: `aws_eks_access_policy_association\.\S+`, by `access_scope.*`;"
        r" reviewed: no change",
        done.summary,
    ), done.summary
    assert "**Stopped: nothing was changed.**" in done.summary


def test_the_code_that_confirms_it_lets_the_deploy_go_on(stopped: Flow) -> None:
    (code,) = set(re.findall(r"the code `([0-9a-f]+)`", stopped.deployed["k8s"].summary))
    stopped.deploy("k8s", CONFIRMED=str(code))

    done = stopped.deployed["k8s"]
    assert (list(done.printed), done.failed) == (DEPLOY_STEPS, ""), done
    assert f"Confirmed by the code `{code}`." in done.summary
    role = stopped.client("iam").get_role(RoleName=f"platform-staging-app-{APPLICATION}")["Role"]
    bound = role["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert bound.endswith(":policy/platform-staging-applications")
