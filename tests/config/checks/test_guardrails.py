"""What an application's folder may not ask for, and what its owner can let it have."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import validate
from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml

Data = dict[str, Any]
Judge = Callable[..., list[Mistake]]

DIGEST = f"sha256:{'0' * 64}"
IMAGE = {"repository": "registry.example.com/shop", "digest": DIGEST}
HOST = "shop.staging.example.com"
BASKET: Data = {"basket/values.yaml": {"image": IMAGE}}


@pytest.fixture
def judge(tmp_path: Path, staging: Data) -> Judge:
    """Return a function that gives the mistakes of a folder in staging, with what its owner allows.

    Its arguments are the values and the platform.yaml of the application `shop`, the section
    `applications` of the environment, the files of other folders and other sections.
    """

    def judged(
        values: Data, platform: Data | None = None, allowed: Data | None = None, **others: Data
    ) -> list[Mistake]:
        files = {
            "shop/values.yaml": {"image": IMAGE} | values,
            "shop/platform.yaml": platform or {},
            **others.get("files", {}),
        }
        for name, data in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(yaml.safe_dump(data), encoding="utf-8")
        environment = staging | ({"applications": allowed} if allowed else {})
        environment |= others.get("environment", {})
        document = load_yaml(yaml.safe_dump(environment, sort_keys=False), Path("staging.yaml"))
        try:
            config = validate(document)
            applications = load_applications(tmp_path, Placeholders.of(config))
            check_platform(config, applications, document, folders=(), addons=())
        except ConfigError as error:
            return list(error.mistakes)
        return []

    return judged


def ingress(host: str = HOST, **annotations: str) -> Data:
    """Return values with an Ingress."""
    named = {key.replace("__", "/"): value for key, value in annotations.items()}
    return {"ingresses": [{"host": host, "annotations": named}]}


def annotated(key: str) -> Data:
    """Return values with an Ingress that has an annotation."""
    return {"ingresses": [{"host": HOST, "annotations": {key: "1"}}]}


def egress(*cidrs: str) -> Data:
    """Return values with destinations."""
    return {"networkPolicy": {"egress": {"out": {"cidrs": list(cidrs), "ports": [443]}}}}


def scaled(least: float, most: float) -> Data:
    """Return values with a number of replicas."""
    return {"autoscaling": {"minReplicas": least, "maxReplicas": most}}


def limits(name: str, text: str) -> Data:
    """Return values with a limit, and the request as high."""
    return {"resources": {"requests": {name: text}, "limits": {name: text}}}


HOSTILE: dict[str, tuple[Data, str, str]] = {
    "the platform's nodes": ({"nodeGroup": "infrastructure"}, "nodeGroup", "not for applications"),
    "nodes that nobody has": ({"nodeGroup": "gpu"}, "nodeGroup", "is no group of nodes"),
    "Kubernetes's highest priority": (
        {"priorityClassName": "system-node-critical"}, "priorityClassName", "does not exist"),
    "the platform's priority": (
        {"priorityClassName": "platform-critical"}, "priorityClassName", "the place of others"),
    "the addons' priority": (
        {"priorityClassName": "platform-infrastructure"}, "priorityClassName", "take the place"),
    "a load balancer": ({"ingressClassName": "alb"}, "ingressClassName", "does not exist"),
    "another store": (
        {"externalSecret": {"store": "mine"}}, "externalSecret.store", "does not exist"),
    "a hundred thousand replicas": (
        scaled(3, 100_000), "autoscaling.maxReplicas", "is more than an application may have"),
    "one replica too many": (
        scaled(3, 101), "autoscaling.maxReplicas", "is more than an application may have"),
    "too many replicas always": (
        scaled(101, 101), "autoscaling.minReplicas", "is more than an application may have"),
    "more cores than the quota": (
        {"resources": {"requests": {"cpu": "1"}}}, "resources.requests.cpu", "needs more cpu"),
    "more memory than the quota": (
        limits("memory", "8Gi"), "resources.limits.memory", "needs more memory"),
    "more disk than the quota": (
        limits("ephemeral-storage", "8Gi"), "resources.limits.ephemeral-storage",
        "needs more ephemeral storage"),
    "more pods than the quota in an update": (
        {"rollout": {"maxSurge": "100%"}}, "autoscaling.maxReplicas", "for 201 pods"),
    "a host for everybody": (
        {"ingresses": [{"host": f"h{n}.staging.example.com"} for n in range(21)]},
        "ingresses", "has 21 entries, each of which is one Ingress"),
    "a container as large as a node": (
        limits("memory", "64Gi") | scaled(2, 2) | {"podDisruptionBudget": {"minAvailable": 1}},
        "resources.limits.memory", "is more than one container may have"),
    "everything": (egress("0.0.0.0/0"), "networkPolicy.egress.out.cidrs.0", "overlaps"),
    "half of everything": (egress("128.0.0.0/1"), "networkPolicy.egress.out.cidrs.0", "overlaps"),
    "the VPC": (egress("10.10.0.0/16"), "networkPolicy.egress.out.cidrs.0", "overlaps 10.10.0.0"),
    "a pod's address": (
        egress("10.10.40.1/32"), "networkPolicy.egress.out.cidrs.0", "overlaps 10.10.0.0/16"),
    "around the VPC": (egress("10.0.0.0/8"), "networkPolicy.egress.out.cidrs.0", "overlaps"),
    "the cluster's Services": (
        egress("172.20.0.0/24"), "networkPolicy.egress.out.cidrs.0", "overlaps 172.20.0.0/16"),
    "the nodes' metadata": (
        egress("169.254.169.254/32"), "networkPolicy.egress.out.cidrs.0", "overlaps 169.254.0.0"),
    "a private network": (
        egress("192.168.0.0/24"), "networkPolicy.egress.out.cidrs.0", "which is not public"),
    "a provider's network": (
        egress("100.64.1.0/24"), "networkPolicy.egress.out.cidrs.0", "which is not public"),
    "much of the internet": (
        egress("52.0.0.0/11"), "networkPolicy.egress.out.cidrs.0", "is wider than a /16"),
    "something wide beside something narrow": (
        egress("203.0.113.0/24", "8.0.0.0/15"), "networkPolicy.egress.out.cidrs.1", "is wider"),
    "every host": (
        ingress("*.staging.example.com"), "ingresses.0.host", "takes every host"),
    "every host of another domain": (
        ingress("*.example.org"), "ingresses.0.host", "takes every host"),
    "the domain": (ingress("staging.example.com"), "ingresses.0.host", "is the domain itself"),
    "a host of another domain": (
        ingress("shop.example.org"), "ingresses.0.host", "is not a host of this environment"),
    "records of another host": (
        annotated("external-dns.alpha.kubernetes.io/hostname"),
        "ingresses.0.annotations.external-dns.alpha.kubernetes.io/hostname", "is none of"),
    "a load balancer's setting": (
        annotated("alb.ingress.kubernetes.io/group.name"),
        "ingresses.0.annotations.alb.ingress.kubernetes.io/group.name", "another ingress"),
    "lines of configuration": (
        annotated("nginx.org/location-snippets"),
        "ingresses.0.annotations.nginx.org/location-snippets", "is a snippet"),
    "paths of another's host": (
        annotated("nginx.org/mergeable-ingress-type"),
        "ingresses.0.annotations.nginx.org/mergeable-ingress-type", "is none of"),
    "ports of the controller": (
        annotated("nginx.org/listen-ports"),
        "ingresses.0.annotations.nginx.org/listen-ports", "is none of"),
    "hosts below its own": (
        annotated("nginx.org/hsts-include-subdomains"),
        "ingresses.0.annotations.nginx.org/hsts-include-subdomains", "is none of"),
    "memory of all hosts": (
        annotated("nginx.org/upstream-zone-size"),
        "ingresses.0.annotations.nginx.org/upstream-zone-size", "is none of"),
    "policies of others": (
        annotated("nginx.org/policies"),
        "ingresses.0.annotations.nginx.org/policies", "is none of"),
    "an annotation in other letters": (
        annotated("nginx.org/LB-method"),
        "ingresses.0.annotations.nginx.org/LB-method", "is none of"),
    "any annotation": (
        annotated("example.com/team"), "ingresses.0.annotations.example.com/team", "is none of"),
    "a sidecar that takes all memory": (
        {"sidecars": {"a": {"resources": {"limits": {"memory": "33Gi"}}}}},
        "sidecars.a.resources.limits.memory", "is more than one container may have"),
    "a run that takes all disk": (
        {"schedules": {"a": {"cron": "@daily", "resources": {
            "limits": {"ephemeral-storage": "33Gi"}}}}},
        "schedules.a.resources.limits.ephemeral-storage", "is more than one container may have"),
    "somebody's disk": (
        {"volumes": {"a": {"mountPath": "/a", "persistentVolumeClaim": {"claimName": "b"}}}},
        "volumes.a.persistentVolumeClaim", "names a claim, of which the namespace may have none"),
    "another's login to a registry": (
        {"externalSecret": {"pullSecret": {"secret": "staging/basket"}}},
        "externalSecret.pullSecret.secret", "is not a secret of this application"),
    "callers of its own choice": (
        {"peers": {"calledBy": ["basket"]}}, "peers", "is set by the platform"),
    "another way in": (
        {"networkPolicy": {"ingressController": {"namespace": "basket", "name": "basket"}}},
        "networkPolicy.ingressController", "is set by the platform"),
    "the way to AWS": (
        {"podIdentity": {"awsApis": True}}, "podIdentity", "is set by the platform"),
}  # fmt: skip
"""By what each would get: the values, where they are refused, and a part of the reason."""


@pytest.mark.parametrize(("values", "path", "problem"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_is_refused_with_its_place_and_its_reason(
    judge: Judge, values: Data, path: str, problem: str
) -> None:
    found = {mistake.path: mistake for mistake in judge(values)}
    assert path in found
    assert problem in found[path].problem
    assert found[path].line is not None
    assert found[path].allowed
    assert found[path].remedy


def test_an_application_chooses_a_node_group_of_the_owners(judge: Judge) -> None:
    groups = {"gpu": {"instance_types": ["g5.xlarge"]}, "old": {"draining": True}}
    environment = {"cluster": {"node_groups": groups}}
    assert judge({"nodeGroup": "gpu"}, environment=environment) == []
    (mistake,) = judge({"nodeGroup": "old"}, environment=environment)
    assert mistake.problem == "is a group of nodes that is draining"
    assert mistake.allowed == "apps, gpu"


def test_an_application_that_no_other_lets_in_calls_none(judge: Judge) -> None:
    (mistake,) = judge({}, {"peers": ["basket"]}, files=BASKET)
    assert (mistake.path, mistake.line) == ("peers.0", 2)
    assert mistake.problem == "is an application that does not let shop call it"


@pytest.mark.parametrize(
    "values",
    [
        {},
        scaled(100, 100),
        scaled(3.0, 100.0) | {"rollout": {"maxSurge": 1.0}},
        {"nodeGroup": "apps", "priorityClassName": "platform-applications"},
        {"rollout": {"maxSurge": "99%"}},
        egress("203.0.113.0/24", "8.8.0.0/16", "1.1.1.1/32"),
        ingress(**{"nginx.org__lb-method": "ip_hash", "nginx.org__client-max-body-size": "1m"}),
        {"ingresses": [{"host": HOST}, {"host": "cart.staging.example.com"}]},
    ],
    ids=lambda values: ascii(values)[:60],
)
def test_what_concerns_the_application_alone_is_accepted(judge: Judge, values: Data) -> None:
    assert judge(values) == []


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"priorityClassName": "platform-critical"}, {"priority_classes": ["platform-critical"]}),
        (scaled(3, 150), {"max_replicas": 150}),
        ({"rollout": {"maxSurge": "100%"}}, {"quota": {"pods": 201}}),
        (
            {"ingresses": [{"host": f"h{n}.staging.example.com"} for n in range(21)]},
            {"quota": {"ingresses": 21}},
        ),
        ({"resources": {"requests": {"cpu": "1"}}}, {"quota": {"cpu": "126"}}),
        # 126 pods with a sidecar, and a run of the schedule with it.
        (
            {
                "sidecars": {"a": {"resources": {"requests": {"cpu": "1"}}}},
                "schedules": {"b": {"cron": "@daily"}},
            },
            {"quota": {"cpu": "139700m"}},
        ),
        # An init container counts where it asks for more than all that runs on.
        (
            {"initContainers": [{"name": "a", "resources": {"requests": {"cpu": "1"}}}]},
            {"quota": {"cpu": "126"}},
        ),
        (
            scaled(3, 100)
            | {"schedules": {"a": {"cron": "@daily"}}, "rollout": {"maxSurge": "99%"}},
            {"quota": {"pods": 201}},
        ),
        (
            {"volumes": {"a": {"mountPath": "/a", "persistentVolumeClaim": {"claimName": "b"}}}},
            {"quota": {"volume_claims": 1}},
        ),
        (limits("memory", "4Gi"), {"quota": {"memory": "504Gi"}}),
        (limits("ephemeral-storage", "4Gi"), {"quota": {"ephemeral_storage": "504Gi"}}),
        (
            limits("memory", "33Gi") | scaled(2, 2) | {"podDisruptionBudget": {"minAvailable": 1}},
            {"largest_container": {"memory": "33Gi"}},
        ),
        (
            limits("ephemeral-storage", "33Gi")
            | scaled(2, 2)
            | {"podDisruptionBudget": {"minAvailable": 1}},
            {"largest_container": {"ephemeral_storage": "33Gi"}},
        ),
        (egress("192.168.7.0/24"), {"egress_cidrs": ["192.168.0.0/16"]}),
        (egress("52.0.0.0/11"), {"egress_cidrs": ["52.0.0.0/11"]}),
        (ingress("staging.example.com"), {"apex": ["shop"]}),
        (annotated("example.com/team"), {"annotations": ["example.com/team"]}),
        (
            {"test": {"image": f"registry.example.com/curl@{DIGEST}"}},
            {"image_registries": ["registry.example.com"]},
        ),
    ],
    ids=lambda values: ascii(values)[:60],
)
def test_what_the_owner_allows_is_accepted_by_that_alone(
    judge: Judge, values: Data, allowed: Data
) -> None:
    assert judge(values, allowed=allowed) == []
    if "image_registries" not in allowed:
        assert judge(values)


@pytest.mark.parametrize(
    ("values", "allowed", "path"),
    [
        (scaled(3, 10), {"max_replicas": 9}, "autoscaling.maxReplicas"),
        (
            {"priorityClassName": "platform-applications"},
            {"priority_classes": []},
            "priorityClassName",
        ),
        (egress("192.168.0.0/15"), {"egress_cidrs": ["192.168.0.0/16"]},
         "networkPolicy.egress.out.cidrs.0"),
        (ingress("staging.example.com"), {"apex": ["basket"]}, "ingresses.0.host"),
        ({}, {"image_registries": ["ghcr.io"]}, "image.repository"),
        ({}, {"image_registries": ["registry.example.com/shops"]}, "image.repository"),
        (
            {"image": {"repository": "registry.example.com.evil.org/shop", "digest": DIGEST}},
            {"image_registries": ["registry.example.com"]},
            "image.repository",
        ),
        ({}, {"image_registries": ["registry.example.com"]}, "test.image"),
        (
            {"sidecars": {"a": {"image": f"ghcr.io/a@{DIGEST}"}}},
            {"image_registries": ["registry.example.com", "quay.io"]},
            "sidecars.a.image",
        ),
        (
            {
                "deployment": {"enabled": False},
                "schedules": {"a": {"cron": "@daily"}, "b": {"cron": "@daily"}},
            },
            {"quota": {"pods": 1}},
            "autoscaling.maxReplicas",
        ),
    ],
)  # fmt: skip
def test_what_goes_beyond_the_owners_word_is_refused(
    judge: Judge, values: Data, allowed: Data, path: str
) -> None:
    assert path in {mistake.path for mistake in judge(values, allowed=allowed)}


@pytest.mark.parametrize(
    ("allowed", "path", "problem"),
    [
        ({"egress_cidrs": ["0.0.0.0/0"]}, "egress_cidrs.0", "overlaps"),
        ({"egress_cidrs": ["10.0.0.0/8"]}, "egress_cidrs.0", "overlaps 10.10.0.0/16"),
        ({"egress_cidrs": ["169.254.0.0/16"]}, "egress_cidrs.0", "overlaps 169.254"),
        ({"egress_cidrs": ["172.16.0.0/12"]}, "egress_cidrs.0", "overlaps 172.20.0.0/16"),
        ({"egress_cidrs": ["everywhere"]}, "egress_cidrs.0", "is not an IPv4 network"),
        ({"annotations": ["nginx.com/jwt-key"]}, "annotations.0", "is for NGINX Plus only"),
        ({"annotations": ["nginx.org/*"]}, "annotations.0", "is not written as it must be"),
        ({"priority_classes": ["system-node-critical"]}, "priority_classes.0", "is no priority"),
        ({"max_replicas": 1}, "max_replicas", "is less than"),
        ({"quota": {"pods": 0}}, "quota.pods", "is less than"),
        ({"quota": {"cpu": "0.0"}}, "quota.cpu", "is not written as it must be"),
        ({"quota": {"memory": "0Gi"}}, "quota.memory", "is not written as it must be"),
        (
            {"quota": {"ephemeral_storage": "0"}},
            "quota.ephemeral_storage",
            "is not written as it must be",
        ),
        (
            {"largest_container": {"memory": "0Mi"}},
            "largest_container.memory",
            "is not written as it must be",
        ),
        ({"quota": {"memory": "much"}}, "quota.memory", "is not written as it must be"),
        ({"quota": {"gpus": 1}}, "quota.gpus", "is not a key"),
        ({"image_registries": ["ghcr.io/"]}, "image_registries.0", "is not written as it must be"),
        ({"apex": ["shop", "shop"]}, "apex.1", "stands"),
        (
            {"shared_secrets": {"shop": ["staging/a", "staging/a"]}},
            "shared_secrets.shop.1",
            "stands",
        ),
    ],
)
def test_an_owner_is_told_what_cannot_be_allowed(
    judge: Judge, allowed: Data, path: str, problem: str
) -> None:
    (mistake,) = judge({}, allowed=allowed)
    assert mistake.path == f"applications.{path}"
    assert mistake.problem.startswith(problem)
