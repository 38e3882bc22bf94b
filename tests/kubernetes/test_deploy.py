"""What a deploy asks of a real cluster: whether applications are ready, and releases pending."""

import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from config.platform import load_platform
from delivery.deploy.pending import Pending, pending
from delivery.deploy.ready import Clock, await_applications
from ops.command import Failure
from ops.kubectl import Kubectl
from ops.programs import program
from sandbox.kubernetes.objects import condition
from terraform_json.types import Json
from tests.kubernetes.conftest import Inside
from tests.patience import PATIENCE_SECONDS, POLL_SECONDS, eventually

APPLICATION_NAMES = [each.name for each in load_platform("staging").applications]
NOWHERE = {"nowhere": "at-all"}


@pytest.fixture
def kubectl(inside: Inside) -> Kubectl:
    return Kubectl(environment=inside.cluster.environment)


@pytest.fixture
def namespace(inside: Inside) -> Iterator[str]:
    """Return a namespace that holds no application."""
    name = f"deploy-{uuid4().hex[:8]}"
    inside.cluster.run("kubectl", "create", "namespace", name)
    yield name
    # Others judge the namespaces that there are.
    gone = f"--timeout={PATIENCE_SECONDS}s"
    inside.cluster.run("kubectl", "delete", "namespace", name, gone)


def deployment(name: str) -> Json:
    """Return a Deployment whose pod no node takes."""
    selector = {"matchLabels": {"app": name}}
    spec = {"nodeSelector": NOWHERE, "containers": [{"name": "shop", "image": "shop"}]}
    template = {"metadata": {"labels": {"app": name}}, "spec": spec}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {"selector": selector, "template": template},
    }


def within(seconds: float) -> Clock:
    end = time.monotonic() + seconds
    return Clock(left=lambda: end - time.monotonic(), pause=lambda: time.sleep(POLL_SECONDS))


def test_applications_become_ready(kubectl: Kubectl) -> None:
    said = list(await_applications(kubectl, APPLICATION_NAMES, within(PATIENCE_SECONDS)))

    assert said == [f"{name}: ready" for name in APPLICATION_NAMES]


def test_an_application_that_no_node_takes_is_named_with_the_schedulers_reason(
    inside: Inside, kubectl: Kubectl, namespace: str
) -> None:
    text = json.dumps(deployment("shop"))
    where = f"--namespace={namespace}"
    inside.cluster.run("kubectl", "create", where, "--filename=-", stdin=text)

    def has_no_node() -> bool:
        pods = kubectl.items("pods", where)
        return any(condition(pod, "PodScheduled").get("status") == "False" for pod in pods)

    eventually(has_no_node)
    with pytest.raises(Failure) as caught:
        # Within which kubectl hears of the Deployment on a machine that is busy with other work.
        list(await_applications(kubectl, [namespace], within(10)))

    assert f"{namespace}: deployment/shop: Waiting for deployment" in str(caught.value)
    assert "has no node: 0/" in str(caught.value)


def chart(folder: Path, *objects: Json) -> Path:
    """Write a chart of objects."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n")
    for number, each in enumerate(objects):
        (folder / f"templates/{number}.yaml").write_text(json.dumps(each))
    return folder


def killed(inside: Inside, kubectl: Kubectl, namespace: str, waits_for_ever: Path) -> Pending:
    """Kill helm while it installs or upgrades a release, and return what is found pending."""
    command = [str(program("helm")), "upgrade", "--install", "shop", str(waits_for_ever), "--wait"]
    with subprocess.Popen(
        [*command, f"--namespace={namespace}"], env=inside.cluster.environment
    ) as helm:
        eventually(lambda: pending(kubectl, {(namespace, "shop")}))
        helm.send_signal(signal.SIGKILL)
    (found,) = pending(kubectl, {(namespace, "shop")})
    return found


def test_a_release_over_which_helm_was_killed_is_found_and_gets_out_of_it(
    inside: Inside, kubectl: Kubectl, namespace: str, tmp_path: Path
) -> None:
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "shop"}}
    whole = chart(tmp_path / "whole", config)
    stuck = chart(tmp_path / "stuck", config, deployment("shop"))
    where = f"--namespace={namespace}"

    first = killed(inside, kubectl, namespace, stuck)
    assert first.last.status == "pending-install"
    inside.cluster.run(*first.way_out.split())
    inside.cluster.run("helm", "upgrade", "--install", "shop", str(whole), where)
    second = killed(inside, kubectl, namespace, stuck)
    assert (second.last.number, second.last.status) == (2, "pending-upgrade")
    assert second.way_out.startswith("helm rollback shop 1 ")
    inside.cluster.run(*second.way_out.split())

    assert pending(kubectl, {(namespace, "shop")}) == []
    inside.cluster.run("helm", "upgrade", "shop", str(whole), where)
    assert kubectl.items("deployments", where) == []
