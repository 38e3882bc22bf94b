"""Rules about Terraform's state, tables and buckets, and the keys that encrypt."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Attribute
from resilience.evidence import Evidence, Resource
from resilience.findings import Severity
from resilience.rules.rule import Rule, Weakness, weakness_at
from resilience.survival.elements import part_element
from resilience.survival.needs import StepName

_BACKEND: Final = "https://developer.hashicorp.com/terraform/language/backend/s3"
_RECOVERY: Final = (
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html"
)
_VERSIONING: Final = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html"
_DELETION: Final = "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html"
_SHORTEST_DAYS: Final = 14
"""Days that leave two weeks to notice that a key is missed; KMS waits for 7 to 30."""
_KEY_USERS: Final = {
    "aws_rds_cluster": ("kms_key_id",),
    "aws_eks_cluster": ("encryption_config", "provider", "key_arn"),
    "aws_sns_topic": ("kms_master_key_id",),
}
"""For each type of resource that encrypts, the attribute that names its key."""


def _backends(evidence: Evidence) -> Iterator[tuple[str, dict[str, object]]]:
    for name, stack in evidence.model.stacks.items():
        backend = stack.get("terraform", {}).get("backend", {}).get("s3")
        if isinstance(backend, dict):
            yield name, backend


def _unlocked(evidence: Evidence) -> Iterator[Weakness]:
    for name, backend in _backends(evidence):
        if not backend.get("dynamodb_table") and backend.get("use_lockfile") is not True:
            yield Weakness(
                subject=f"{name}:terraform.backend",
                problem="nothing locks the state of the stack",
                why="Two deployments at once write over each other's state, and resources are"
                " forgotten or made twice",
                remedy="give the backend a lock table, or use_lockfile",
                places=(Attribute(stack=name, address="", path=("terraform", "backend", "s3")),),
            )


def _shared(evidence: Evidence) -> Iterator[Weakness]:
    owners: dict[tuple[object, object], str] = {}
    for name, backend in _backends(evidence):
        place = (backend.get("bucket"), backend.get("key"))
        owner = owners.setdefault(place, name)
        if owner != name:
            yield Weakness(
                subject=f"{name}:terraform.backend",
                problem=f"the stack keeps its state where {owner} keeps its own",
                why="Each deployment of one destroys what the other has",
                remedy="give each stack a key of its own",
                places=(
                    Attribute(stack=name, address="", path=("terraform", "backend", "s3", "key")),
                ),
                # Nobody can tell whose outputs a stack reads there.
                explains=frozenset(StepName),
            )


def _unrecoverable_tables(evidence: Evidence) -> Iterator[Weakness]:
    for table in evidence.all("aws_dynamodb_table"):
        if table.at("point_in_time_recovery", "enabled") is not True:
            yield _unrecoverable(
                table,
                "the table cannot be restored to an earlier time",
                "turn point-in-time recovery on",
                ("point_in_time_recovery", "enabled"),
            )


def _unversioned_buckets(evidence: Evidence) -> Iterator[Weakness]:
    for versioning in evidence.all("aws_s3_bucket_versioning"):
        if versioning.at("versioning_configuration", "status") != "Enabled":
            yield _unrecoverable(
                versioning,
                "the bucket keeps no earlier versions of its objects",
                "turn versioning on",
                ("versioning_configuration", "status"),
            )
    kept = {
        part
        for versioning in evidence.all("aws_s3_bucket_versioning")
        for part in evidence.led_to(versioning, "bucket")
    }
    for bucket in evidence.all("aws_s3_bucket"):
        if bucket.part not in kept:
            yield _unrecoverable(
                bucket,
                "nothing versions the objects of the bucket",
                "add versioning for it",
                (),
            )


def _unrecoverable(
    resource: Resource, problem: str, remedy: str, path: tuple[str, ...]
) -> Weakness:
    return weakness_at(
        resource,
        *path,
        problem=problem,
        why="What is overwritten or deleted by mistake is gone",
        remedy=remedy,
    )


def _deleted_soon(evidence: Evidence) -> Iterator[Weakness]:
    for key in evidence.all("aws_kms_key"):
        days = key.at("deletion_window_in_days")
        if isinstance(days, int) and days < _SHORTEST_DAYS:
            yield weakness_at(
                key,
                "deletion_window_in_days",
                problem=f"the key is destroyed {days} days after its deletion was asked for",
                why="All that it encrypts is lost with it, and a mistake has to be noticed before",
                remedy=f"wait {_SHORTEST_DAYS} days or more, such as 30",
            )


def _one_key(evidence: Evidence) -> Iterator[Weakness]:
    users: dict[str, list[tuple[Resource, tuple[str, ...]]]] = defaultdict(list)
    for kind, path in _KEY_USERS.items():
        for resource in evidence.all(kind):
            for part in evidence.led_to(resource, *path):
                if part.address.startswith("aws_kms_key."):
                    users[part_element(part)].append((resource, path))
    for key, found in users.items():
        kinds = {resource.part.address.partition(".")[0] for resource, _ in found}
        if len(kinds) > 1:
            last, path = found[-1]
            yield Weakness(
                subject=key,
                problem=f"one key encrypts {' and '.join(sorted(kinds))}",
                why="A key that is disabled by mistake takes the database, Secrets and alarms"
                " along at once, those alarms that would tell of it included",
                remedy="give each of them a key of its own",
                places=(last.place(*path),),
                resources=tuple(resource.name for resource, _ in found),
            )


RULES: Final = (
    Rule(
        id="state-not-locked",
        severity=Severity.HIGH,
        title="Nothing locks the state of a stack",
        example="The backend has neither `dynamodb_table` nor `use_lockfile`.",
        source=_BACKEND,
        find=_unlocked,
    ),
    Rule(
        id="state-shared",
        severity=Severity.HIGH,
        title="Two stacks keep their states under one key",
        example="`networking` and `databases` have the same bucket and key.",
        source=_BACKEND,
        find=_shared,
    ),
    Rule(
        id="table-without-recovery",
        severity=Severity.MEDIUM,
        title="A DynamoDB table, such as that of locks, cannot be restored",
        example="A lock table that a stack makes has no `point_in_time_recovery`.",
        source=_RECOVERY,
        find=_unrecoverable_tables,
    ),
    Rule(
        id="bucket-without-versions",
        severity=Severity.MEDIUM,
        title="A bucket, such as that of the state, keeps no earlier versions",
        example="`aws_s3_bucket_versioning` has the status `Suspended`.",
        source=_VERSIONING,
        find=_unversioned_buckets,
    ),
    Rule(
        id="key-destroyed-soon",
        severity=Severity.MEDIUM,
        title=f"A key is destroyed less than {_SHORTEST_DAYS} days after its deletion",
        example="`deletion_window_in_days = 7`.",
        source=_DELETION,
        find=_deleted_soon,
    ),
    Rule(
        id="key-shared",
        severity=Severity.MEDIUM,
        title="One key encrypts what should fail apart",
        example="The database and the alarms' topic have the same key.",
        source=_DELETION,
        find=_one_key,
    ),
)
