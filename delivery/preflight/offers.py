"""Whether AWS offers what the stacks name: versions, instance types and classes, in each zone."""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from delivery.account import Account
from delivery.preflight.check import Check, asked, judged, unknown
from delivery.preflight.needs import Needs


def offer_checks(account: Account, needs: Needs) -> Iterator[Check]:
    """Yield a check of each zone, EKS addon, instance type, Aurora version and instance class."""
    if needs.zones:
        yield from asked("zones", ", ".join(needs.zones), partial(_zones, account, needs.zones))
    for cluster in needs.of("aws_eks_cluster"):
        for addon in needs.of("aws_eks_addon"):
            name, version = addon["addon_name"], addon["addon_version"]
            ask = partial(_addon, account, name, version, cluster["version"])
            yield from asked(f"EKS addon {name}", version, ask)
    for kind in sorted({each for group in needs.node_groups for each in group.instance_types}):
        ask = partial(_instance_type, account, kind, needs.zones)
        yield from asked(f"instance type {kind}", "in each zone", ask)
    for cluster in needs.of("aws_rds_cluster"):
        yield from _database(account, needs, cluster["engine"], cluster["engine_version"])


def _zones(account: Account, zones: tuple[str, ...]) -> Iterator[Check]:
    found = account.session.client("ec2").describe_availability_zones()["AvailabilityZones"]
    usable = [each["ZoneName"] for each in found if each["State"] == "available"]
    yield judged(
        "zones",
        ", ".join(zones),
        ", ".join(usable),
        good=set(zones) <= set(usable),
        remedy="write zones that the account has into network.zones",
    )


def _addon(account: Account, name: str, version: str, kubernetes: str) -> Iterator[Check]:
    found = account.pages(
        "eks",
        "describe_addon_versions",
        "addons",
        addonName=name,
        kubernetesVersion=kubernetes,
    )
    versions = [each["addonVersion"] for addon in found for each in addon["addonVersions"]]
    yield judged(
        f"EKS addon {name}",
        f"{version} on Kubernetes {kubernetes}",
        f"{len(versions)} versions, {versions[0] if versions else 'none'} the first",
        good=version in versions,
        remedy="pin a version that EKS offers in config/aws/kubernetes_versions.py",
    )


def _instance_type(account: Account, kind: str, zones: tuple[str, ...]) -> Iterator[Check]:
    offers = account.pages(
        "ec2",
        "describe_instance_type_offerings",
        "InstanceTypeOfferings",
        LocationType="availability-zone",
        Filters=[{"Name": "instance-type", "Values": [kind]}],
    )
    yield _in_zones(
        f"instance type {kind}",
        zones,
        {each["Location"] for each in offers},
        remedy="take a type that each zone has into cluster.node_groups",
    )


def _database(account: Account, needs: Needs, engine: str, version: str) -> Iterator[Check]:
    ask = partial(_engine_version, account, engine, version)
    yield from asked(f"{engine} {version}", "offered", ask)
    zones: dict[str, set[str]] = defaultdict(set)
    for instance in needs.of("aws_rds_cluster_instance"):
        zones[instance["instance_class"]].add(instance["availability_zone"])
    for size, named in sorted(zones.items()):
        ask = partial(_class, account, engine, version, size, named)
        yield from asked(f"instance class {size}", f"in {', '.join(sorted(named))}", ask)


def _engine_version(account: Account, engine: str, version: str) -> Iterator[Check]:
    found = account.session.client("rds").describe_db_engine_versions(
        Engine=engine, EngineVersion=version
    )["DBEngineVersions"]
    yield judged(
        f"{engine} {version}",
        "offered",
        "offered" if found else "not offered",
        good=bool(found),
        remedy="write a version that the region offers into database.engine_version",
    )


def _class(
    account: Account, engine: str, version: str, size: str, zones: set[str]
) -> Iterator[Check]:
    named: dict[str, Any] = {"Engine": engine, "EngineVersion": version}
    orderable = "describe_orderable_db_instance_options"
    key = "OrderableDBInstanceOptions"
    found = list(account.pages("rds", orderable, key, **named, DBInstanceClass=size))
    subject = f"instance class {size}"
    if not found and not next(account.pages("rds", orderable, key, **named), None):
        yield unknown(
            subject, f"in {', '.join(sorted(zones))}", "no class is listed for the version"
        )
        return
    yield _in_zones(
        subject,
        tuple(sorted(zones)),
        {zone["Name"] for option in found for zone in option["AvailabilityZones"]},
        remedy="write a class that each zone has into database.instance_class",
    )


def _in_zones(subject: str, zones: tuple[str, ...], offered: set[str], *, remedy: str) -> Check:
    return judged(
        subject,
        f"in {', '.join(zones)}",
        f"in {', '.join(sorted(offered))}" if offered else "in no zone",
        good=set(zones) <= offered,
        remedy=remedy,
    )
