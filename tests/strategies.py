"""What hypothesis draws: environment files, valid ones and broken ones."""

from copy import deepcopy
from ipaddress import IPv4Network
from typing import Any

from hypothesis import strategies as st

from config.aws.aurora import (
    FIRST_MINORS,
    INSTANCE_CLASSES,
    MAX_READERS,
    SERVERLESS,
    SUPPORTED_MAJORS,
)
from config.aws.kubernetes_versions import KUBERNETES_VERSIONS
from config.aws.partitions import partition_of
from config.aws.reserved_names import BUCKET_BEGINNINGS, SECURITY_GROUPS
from config.checks.tags import OWN_KEYS, OWN_PREFIXES
from config.environment import available_environments
from config.sections.cidr import RFC_1918
from config.sections.cluster import UpgradePolicy
from config.sections.database import ScalingMetric, StorageType
from terraform_json.types import Json

_SERVICES = ("ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "secretsmanager", "sts")
_PROJECTS = st.from_regex(r"[a-z][a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True).filter(
    lambda name: not f"{name}-".startswith((*SECURITY_GROUPS, *BUCKET_BEGINNINGS))
)
_REGIONS = ("eu-west-1", "us-east-1", "ap-southeast-2", "us-gov-west-1", "cn-north-1")

_SUBSCRIPTIONS: tuple[list[Json], ...] = (
    [],
    [
        {"protocol": "email", "endpoint": "on-call@example.com"},
        {"protocol": "https", "endpoint": "https://example.com/hook"},
    ],
)

_DOMAINS: tuple[Json, ...] = (
    {"domain": "example.com"},
    {"domain": "shop.example.org", "hosted_zone_id": "Z0123456789ABC"},
)
_INSTANCE_TYPES = (["m7i.large"], ["r7g.2xlarge", "r8g.2xlarge"], ["c6a.xlarge", "c7i.xlarge"])

_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(["10.0.0.0/8", "0.0.0.0/0", "300.1.1.1/16", "10.10.0.0/16", "::/0", "single"])
)
anything = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@st.composite
def valid_environments(draw: st.DrawFn) -> Json:
    """Draw the data of an environment file that is in order."""
    region = draw(st.sampled_from(_REGIONS))
    vpc = draw(_networks(prefix=16))
    letters = draw(st.lists(st.sampled_from("abcdef"), min_size=2, max_size=6, unique=True))
    zones = {f"{region}{letter}": _subnets(vpc, index) for index, letter in enumerate(letters)}
    # The first two stay, so that the instances have somewhere to stand.
    for zone in list(zones)[2:]:
        zones[zone] |= draw(st.sampled_from([{}, {"draining": True}]))
    days = draw(st.sampled_from([1, 14, 365]))
    name = draw(st.sampled_from(available_environments()))
    production = draw(st.booleans())
    partition = partition_of(region)
    assert partition
    return {
        "name": name,
        "production": production,
        "project": draw(_PROJECTS),
        "account_id": draw(st.from_regex(r"[0-9]{12}", fullmatch=True)),
        "region": region,
        "deploy_role": "some-deploy-role",
        "plan_role": draw(st.sampled_from([None, "some-plan-role"])),
        "tags": draw(_tags()),
        "state": {"bucket": "some-state-bucket", "lock_table": "some-locks"},
        "network": {
            "cidr": str(vpc),
            "zones": zones,
            **draw(st.sampled_from(_nat_gateways(zones, production=production))),
            "interface_endpoints": draw(st.lists(st.sampled_from(_SERVICES), unique=True)),
            "flow_logs": {"retention_days": days},
        },
        "dns": draw(st.sampled_from(_DOMAINS)),
        "addons": draw(_addons()),
        "applications": draw(_rights(name)),
        "cluster": draw(_clusters(production=production, partition=partition.id)),
        "database": draw(_databases(zones, production=production)),
        "alarms": {"subscriptions": draw(st.sampled_from(_SUBSCRIPTIONS))},
    }


@st.composite
def broken_environments(draw: st.DrawFn) -> Json:
    """Draw the data of an environment file with up to four changes, each likely a mistake."""
    data = deepcopy(draw(valid_environments()))
    for _ in range(draw(st.integers(1, 4))):
        section: Any = data
        while True:
            key = draw(st.sampled_from(sorted(section)))
            if not (isinstance(section[key], dict) and section[key] and draw(st.booleans())):
                break
            section = section[key]
        change = draw(st.sampled_from(["remove", "replace", "add"]))
        if change == "remove" and len(section) > 1:
            del section[key]
        elif change == "replace":
            section[key] = draw(anything)
        else:
            section[draw(st.text(max_size=9))] = draw(anything)
    return data


_TAG_TEXT = st.text("abcdefghijklmnopqrstuvwxyzABC019 _.:/=+@-", min_size=1, max_size=20).filter(
    lambda text: not text.lower().startswith(("aws:", "rds:")) and text.strip() == text
)


@st.composite
def _tags(draw: st.DrawFn) -> Json:
    taken = {key.lower() for key in OWN_KEYS}
    keys = _TAG_TEXT.filter(
        lambda key: key.lower() not in taken and not key.startswith(OWN_PREFIXES)
    )
    return {key: draw(_TAG_TEXT) for key in draw(st.lists(keys, max_size=3, unique_by=str.lower))}


@st.composite
def _addons(draw: st.DrawFn) -> Json:
    # Those without which the shipped applications could not be deployed stay on.
    optional = ["aws-for-fluent-bit", "cluster-autoscaler", "external-dns"]
    off = draw(st.sets(st.sampled_from(optional)))
    releases: Json = {name: {"enabled": False} for name in sorted(off)}
    return {"releases": releases | {"metrics-server": {"values": {"args": ["${x}"]}}}}


@st.composite
def _rights(draw: st.DrawFn, environment: str) -> Json:
    secrets = draw(
        st.lists(st.sampled_from([f"{environment}/mail", f"{environment}/a/b"]), unique=True)
    )
    return {
        "aws_services": draw(
            st.lists(st.sampled_from(["kms", "lambda", "s3", "sqs"]), unique=True)
        ),
        "shared_secrets": {"backend": secrets},
    }


@st.composite
def _clusters(draw: st.DrawFn, *, production: bool, partition: str) -> Json:
    version = draw(st.sampled_from(sorted(KUBERNETES_VERSIONS)))
    addons = KUBERNETES_VERSIONS[version].addons
    named = draw(st.lists(st.sampled_from(sorted(addons)), unique=True))
    arns = [f"arn:{partition}:iam::111122223333:role/team-{number}" for number in range(3)]
    roles = st.lists(st.sampled_from(arns), unique=True)
    networks = ["198.51.100.0/24"] if production else ["198.51.100.0/24", "0.0.0.0/0"]
    size = draw(st.integers(1, 5))
    group = {"min_size": size, "desired_size": size, "max_size": 5}
    return {
        "version": version,
        "addon_versions": {str(name): draw(st.sampled_from(addons[name])) for name in named},
        "upgrade_policy": str(draw(st.sampled_from(UpgradePolicy))),
        "public_access_cidrs": draw(st.lists(st.sampled_from(networks), unique=True)),
        "access": {
            "admins": draw(roles),
            "viewers": draw(roles),
            "editors": {name: draw(roles) for name in draw(st.sets(st.sampled_from(["a", "b-c"])))},
        },
        "node_groups": {
            "apps": {**group, "instance_types": draw(st.sampled_from(_INSTANCE_TYPES))}
        },
    }


@st.composite
def _databases(draw: st.DrawFn, zones: Json, *, production: bool) -> Json:
    fixed = draw(st.integers(1 if production else 0, 6))
    instance_class = draw(st.sampled_from(sorted({*INSTANCE_CLASSES, SERVERLESS})))
    major = draw(st.sampled_from(sorted(SUPPORTED_MAJORS)))
    first = FIRST_MINORS[instance_class.split(".")[1]].get(major, 0)
    minor = draw(st.integers(first, 30))
    storage = list(zones)[:3]
    usable = [zone for zone in storage if "draining" not in zones[zone]]
    placed: Json = {"availability_zones": storage} if len(zones) > len(storage) else {}
    if fixed + 1 != len(usable) or draw(st.booleans()):
        placed["instance_zones"] = [usable[i % len(usable)] for i in range(fixed + 1)]
    return {
        "engine_version": f"{major}.{minor}",
        "instance_class": instance_class,
        "storage_type": str(draw(st.sampled_from(StorageType))),
        "readers": {
            "fixed": fixed,
            "max": draw(st.integers(fixed, MAX_READERS)),
            "autoscaling": {"metric": str(draw(st.sampled_from(ScalingMetric)))},
        },
        **placed,
        **({"serverless": draw(_capacities())} if instance_class == SERVERLESS else {}),
        "generation": draw(st.integers(1, 3)),
        "deletion_protection": production or draw(st.booleans()),
        "backup": {
            "retention_days": draw(st.integers(1, 35)),
            "final_snapshot": production or draw(st.booleans()),
        },
    }


@st.composite
def _capacities(draw: st.DrawFn) -> Json:
    """Draw the bounds of a serverless instance, in half units."""
    low = draw(st.integers(1, 512))
    return {"min_acu": low / 2, "max_acu": draw(st.integers(max(low, 2), 512)) / 2}


@st.composite
def _networks(draw: st.DrawFn, *, prefix: int) -> IPv4Network:
    """Draw a private network of the size that a prefix length stands for."""
    block = draw(st.sampled_from(RFC_1918))
    parts = 2 ** (prefix - block.prefixlen)
    address = int(block.network_address) + draw(st.integers(0, parts - 1)) * 2 ** (32 - prefix)
    return IPv4Network((address, prefix))


def _nat_gateways(zones: Json, *, production: bool) -> list[Json]:
    active = [zone for zone, subnets in zones.items() if "draining" not in subnets]
    single = [{"nat_gateways": "single", "nat_gateway_zone": zone} for zone in active]
    return [{"nat_gateways": "per-zone"}, *([] if production else single)]


def _subnets(vpc: IPv4Network, index: int) -> Json:
    small, large = list(vpc.subnets(new_prefix=24)), list(vpc.subnets(new_prefix=19))
    return {
        "public": str(small[index]),
        "database": str(small[8 + index]),
        "private": str(large[index + 1]),
    }
