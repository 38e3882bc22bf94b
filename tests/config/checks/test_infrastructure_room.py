"""The nodes for infrastructure hold the addons' pods with any one zone lost."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.addons.folder import Addon
from config.addons.load import load_addons
from config.addons.names import ADDONS
from config.addons.workloads import Workload
from config.applications.placeholders import Placeholders
from config.checks.platform import check_platform
from config.environment import validate
from config.errors import ConfigError, Mistake
from config.yaml.source import load_yaml

Environment = dict[str, Any]

OURS = load_addons(ADDONS, Placeholders.stand_ins("staging"))
ALIKE = {"requests": {"cpu": "10m", "memory": "10Mi"}}


def judged(environment: Environment, *addons: Addon, **group: object) -> list[Mistake]:
    """Return the mistakes of an environment with our addons, others, and such a group of nodes."""
    data = environment | {"cluster": {"node_groups": {"infrastructure": group}}}
    document = load_yaml(yaml.safe_dump(data, sort_keys=False), Path("staging.yaml"))
    try:
        check_platform(validate(document), (), document, folders=(), addons=(*OURS, *addons))
    except ConfigError as error:
        return list(error.mistakes)
    return []


def other(workloads: dict[str, Workload], **values: object) -> Addon:
    """Return an addon of an owner's."""
    file = OURS[0].file.model_copy(update={"workloads": workloads})
    return replace(OURS[0], name="other", file=file, values=values)


def workload(**fields: object) -> dict[str, Workload]:
    return {"main": Workload.model_validate({"requests": ["main"], **fields})}


def test_all_of_our_addons_say_what_pods_they_have() -> None:
    assert [addon.name for addon in OURS if not addon.file.workloads] == []


def test_the_nodes_by_default_hold_our_addons(staging: Environment) -> None:
    assert judged(staging) == []


def test_too_little_room_is_a_mistake_with_its_line_and_its_arithmetic(
    staging: Environment,
) -> None:
    (mistake,) = judged(staging, instance_types=["m7i.large"])
    assert mistake.path == "cluster.node_groups.infrastructure"
    assert mistake.line
    first, *rows = mistake.problem.splitlines()
    assert "one of 3 zones lost: 2 nodes, each with 1,930m CPU, 6,012 MiB, 110 pods" in first
    assert any("2 x 310m CPU, 3,136 MiB of kube-prometheus-stack: prometheus" in r for r in rows)
    assert rows[-1].startswith("No room is left for kube-prometheus-stack: prometheus")


def test_more_nodes_are_as_good_as_larger_ones(staging: Environment) -> None:
    sizes = {"min_size": 4, "desired_size": 4}
    assert judged(staging, instance_types=["m7i.large"], **sizes) == []


def test_cpus_without_memory_are_no_room(staging: Environment) -> None:
    (mistake,) = judged(staging, instance_types=["c7i.xlarge", "c6i.xlarge"])
    assert "each with 3,920m CPU, 6,012 MiB" in mistake.problem


def test_memory_that_the_kubelet_keeps_for_pods_is_not_the_pods(staging: Environment) -> None:
    staging["cluster"] = {}
    data = staging | {"cluster": {"max_pods_per_node": 8}}
    document = load_yaml(yaml.safe_dump(data, sort_keys=False), Path("staging.yaml"))
    with pytest.raises(ConfigError, match="each with 1,930m CPU, 14,712 MiB, 8 pods"):
        check_platform(validate(document), (), document, folders=(), addons=OURS)


def test_the_pods_of_an_owners_addon_count_where_it_names_them(staging: Environment) -> None:
    huge = {"requests": {"cpu": "2", "memory": "1Gi"}}
    (mistake,) = judged(staging, other(workload(), main=huge))
    assert "1 x 2,000m CPU, 1,024 MiB of other: main" in mistake.problem


def test_pods_on_every_node_take_from_every_node(staging: Environment) -> None:
    large = {"requests": {"cpu": "1", "memory": "1Mi"}}
    (mistake,) = judged(staging, other(workload(every_node=True), main=large))
    assert "less 1,260m CPU" in mistake.problem
    assert "8 pods of DaemonSets" in mistake.problem


def test_an_addon_that_says_nothing_of_its_pods_is_named_as_not_counted(
    staging: Environment,
) -> None:
    assert judged(staging, other({})) == []
    (mistake,) = judged(staging, other({}), instance_types=["m7i.large"])
    assert mistake.problem.endswith("Not counted, for want of `workloads`: other")


def test_an_addon_that_is_switched_off_takes_no_room(staging: Environment) -> None:
    off = {"addons": {"releases": {"kube-prometheus-stack": {"enabled": False}}}}
    assert judged(staging | off, instance_types=["m7i.large"]) == []


def test_the_values_of_the_environment_count(staging: Environment) -> None:
    more = {"prometheus": {"prometheusSpec": {"resources": {"requests": {"memory": "20Gi"}}}}}
    releases = {"kube-prometheus-stack": {"values": more}}
    (mistake,) = judged(staging | {"addons": {"releases": releases}})
    assert "2 x 310m CPU, 20,544 MiB of kube-prometheus-stack: prometheus" in mistake.problem


def test_values_that_do_not_say_what_the_pods_ask_for_are_a_mistake(staging: Environment) -> None:
    (mistake,) = judged(staging, other(workload(replicas="count"), main=ALIKE))
    assert mistake.file == OURS[0].values_document.file
    assert mistake.path == "count"
    assert "does not say how many pods there are" in mistake.problem


def test_of_four_zones_three_are_left(staging: Environment) -> None:
    zones: Any = staging["network"]["zones"]
    fourth = {"public": "10.10.3.0/24", "database": "10.10.11.0/24", "private": "10.10.128.0/19"}
    zones["eu-west-1d"] = fourth
    staging["database"]["availability_zones"] = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    (mistake,) = judged(staging, instance_types=["c7i.large"])
    assert "with one of 4 zones lost: 3 nodes" in mistake.problem
    assert "4 x 200m CPU, 512 MiB of nginx-ingress: controller" in mistake.problem
