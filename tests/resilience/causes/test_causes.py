"""The line behind a place, in files made up for the purpose."""

import json
from datetime import date
from pathlib import Path

import pytest

from config.yaml.source import load_yaml
from resilience.causes.causes import Causes
from resilience.causes.places import (
    Aspect,
    Attribute,
    OfAddon,
    OfApplication,
    OfWorkload,
    Place,
    Setting,
)
from resilience.causes.sources import Sources
from tests.resilience.models import model, workload

ENVIRONMENT = "name: staging\nnetwork:\n  nat_gateways: single\n"
STACK = {
    "resource": {
        "aws_route": {"way": {"nat_gateway_id": "x"}},
        "helm_release": {
            "shop": {"name": "shop", "chart": "assets/apps_microservice-chart_0A/0B", "values": []},
            "nginx": {"name": "nginx", "chart": "nginx", "values": []},
            "policies": {"name": "policies", "chart": "assets/policies-chart_0A/0B", "values": []},
        },
        "aws_eks_addon": {"dns": {"addon_name": "coredns", "configuration_values": "{}"}},
    }
}
FILES = {
    "helm/apps/shop/values.yaml": "image: {}\nautoscaling:\n  minReplicas: 3\n",
    "helm/apps/shop/values.staging.yaml": "autoscaling:\n  minReplicas: 2\n",
    "helm/apps/shop/platform.yaml": "database:\n  connections_per_pod: 20\n",
    "helm/microservice/values.yaml": "image: {}\nzoneSpread: DoNotSchedule\n",
    "helm/addons/nginx/values.yaml": "controller:\n  replicas: 1\n  tolerations: []\n",
    "helm/addons/nginx/addon.yaml": (
        "chart: nginx\nversion: 1.0.0\nrepository: https://charts.example.com\n"
        "source: https://example.com/tree/v1\nnamespace: nginx\nscheduling: []\n"
        "workloads:\n  controller: {replicas: controller.replicas, name: nginx-controller,"
        " placing: [controller], requests: [controller.resources]}\n"
    ),
}


@pytest.fixture
def causes(tmp_path: Path) -> Causes:
    """Return what finds causes in a folder with an application, an addon and a stack."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    stack = tmp_path / "stacks/k8s/cdk.tf.json"
    stack.parent.mkdir(parents=True)
    stack.write_text(json.dumps(STACK, indent=2))
    platform = model(
        workload("shop"),
        workload("nginx-controller", namespace="nginx", release="helm_release.nginx"),
        workload("dns", release="aws_eks_addon.dns"),
        workload("policies"),
        stacks={"k8s": STACK},
    )
    environment = load_yaml(ENVIRONMENT, Path("staging.yaml"))
    today = date(2026, 11, 26)
    sources = Sources(synthesized=tmp_path, today=today, environment=environment, root=tmp_path)
    return Causes(platform, sources)


def of(name: str, aspect: Aspect, workload_name: str = "") -> OfWorkload:
    """Return the place of an aspect of a Deployment."""
    return OfWorkload(key=f"{name}/Deployment/{workload_name or name}", aspect=aspect)


@pytest.mark.parametrize(
    ("place", "file", "line"),
    [
        (Setting(path=("network", "nat_gateways")), "staging.yaml", 3),
        (Setting(path=("network", "flow_logs", "retention_days")), "staging.yaml", 2),
        (Attribute(stack="k8s", address="aws_route.way", path=("nat_gateway_id",)), "json", 5),
        (Attribute(stack="k8s", address="aws_route.way", path=("missing",)), "json", 4),
        (of("shop", Aspect.REPLICAS), "shop/values.staging.yaml", 2),
        (of("shop", Aspect.SPREAD), "microservice/values.yaml", 2),
        (of("nginx", Aspect.REPLICAS, "nginx-controller"), "nginx/values.yaml", 2),
        (of("nginx", Aspect.TOLERATIONS, "nginx-controller"), "nginx/values.yaml", 3),
        (of("nginx", Aspect.REQUESTS, "nginx-controller"), "nginx/values.yaml", 1),
        (of("dns", Aspect.REPLICAS), "json", 28),
        (of("policies", Aspect.REPLICAS), "json", 22),
        (OfApplication(application="shop", path=("database",)), "shop/platform.yaml", 1),
        (OfAddon(release="nginx", path=("controller", "replicas")), "nginx/values.yaml", 2),
    ],
)
def test_a_place_leads_to_its_file_and_line(
    causes: Causes, place: Place, file: str, line: int
) -> None:
    cause = causes.of([place])
    assert str(cause.file).endswith(file)
    assert cause.line == line


def test_the_first_place_that_exists_counts(causes: Causes) -> None:
    unwritten = Setting(path=("network", "zones"), written=True)
    no_stack = Attribute(stack="other", address="aws_route.way")
    found = Setting(path=("name",))
    assert causes.of([unwritten, no_stack, found]).line == 1


def test_an_addons_value_in_the_environments_file_counts_more_than_values_yaml(
    tmp_path: Path, causes: Causes
) -> None:
    del causes  # it has written the files
    text = "addons:\n releases:\n  nginx:\n   values:\n    controller:\n     replicas: 2\n"
    sources = Sources(
        synthesized=tmp_path,
        today=date(2026, 11, 26),
        environment=load_yaml(text, Path("staging.yaml")),
        root=tmp_path,
    )
    cause = Causes(model(), sources).of([OfAddon(release="nginx", path=("controller", "replicas"))])
    assert (cause.file.name, cause.line) == ("staging.yaml", 6)


def test_without_an_environments_file_the_folder_is_the_cause(tmp_path: Path) -> None:
    sources = Sources(synthesized=tmp_path, today=date(2026, 11, 26))
    assert Causes(model(), sources).of([Setting(path=("network",))]).file == tmp_path
