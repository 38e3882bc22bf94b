"""Weak states, keys, manifests, quotas and acceptances."""

from terraform_json.types import Json
from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft

OLD_BUDGET: Json = {
    "apiVersion": "policy/v1beta1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "old"},
    "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "none"}}},
}


def unlocked(draft: Draft) -> None:
    backend = draft.stacks["databases"]["terraform"]["backend"]["s3"]
    del backend["dynamodb_table"], backend["use_lockfile"]


def shared_state(draft: Draft) -> None:
    backends = {name: each["terraform"]["backend"]["s3"] for name, each in draft.stacks.items()}
    backends["k8s"]["key"] = backends["databases"]["key"]


def table_without_recovery(draft: Draft) -> None:
    draft.add("networking", "aws_dynamodb_table", "locks", {"name": "locks", "hash_key": "LockID"})


def bucket_without_versions(draft: Draft) -> None:
    versioning = draft.one("aws_s3_bucket_versioning")
    versioning["versioning_configuration"]["status"] = "Suspended"


def key_soon_gone(draft: Draft) -> None:
    draft.one("aws_kms_key", "database-key")["deletion_window_in_days"] = 7


def shared_key(draft: Draft) -> None:
    key = draft.address("aws_kms_key", "database-key")
    topics = draft.stacks["databases"]["resource"]["aws_sns_topic"]
    for topic in topics.values():
        topic["kms_master_key_id"] = f"${{{key}.arn}}"


def removed_api(draft: Draft) -> None:
    draft.addon("metrics-server", {"extraObjects": [OLD_BUDGET]})


def chart_of_removed_api(draft: Draft) -> None:
    ingress = {"apiVersion": "extensions/v1beta1", "kind": "Ingress", "metadata": {"name": "old"}}
    draft.template("alerts", ingress)


def unversioned(draft: Draft) -> None:
    draft.add("k8s", "kubernetes_namespace", "old", {"metadata": {"name": "old"}})


def many_rules(draft: Draft) -> None:
    label = "interface-endpoints_https"
    rule = draft.one("aws_vpc_security_group_ingress_rule", label)
    for number in range(60):
        kind = "aws_vpc_security_group_ingress_rule"
        draft.add("networking", kind, f"more-{number}", dict(rule))


def many_addresses(draft: Draft) -> None:
    for number in range(3):
        draft.add("networking", "aws_eip", f"more-{number}", {"domain": "vpc"})


def small_quota(draft: Draft) -> None:
    draft.setting("resilience", "vcpu_quota", value=32)


def accepted_for_nothing(draft: Draft) -> None:
    risk = {
        "rule": "single-nat-gateway",
        "subject": "networking:*",
        "reason": "It was single once, before production",
        "owner": "platform-team",
        "expires": "2027-06-30",
    }
    draft.setting("resilience", "accepted", value=[risk])


def accepted_twice(draft: Draft) -> None:
    risk = {
        "rule": "single-nat-gateway",
        "subject": "networking:*",
        "reason": "Staging saves two NAT gateways",
        "owner": "platform-team",
    }
    both = [risk | {"expires": "2026-06-30"}, risk | {"expires": "2027-11-30"}]
    draft.setting("resilience", "accepted", value=both)


OTHERS = (
    Weakened(
        name="a state that nothing locks",
        change=unlocked,
        rule="state-not-locked",
        file="databases/cdk.tf.json",
        key="terraform.backend.s3",
    ),
    Weakened(
        name="two stacks with one state",
        change=shared_state,
        rule="state-shared",
        file="cdk.tf.json",
        key="terraform.backend.s3.key",
    ),
    Weakened(
        name="a lock table without recovery",
        change=table_without_recovery,
        rule="table-without-recovery",
        file="networking/cdk.tf.json",
        key="aws_dynamodb_table.locks",
    ),
    Weakened(
        name="a bucket that keeps no versions",
        change=bucket_without_versions,
        rule="bucket-without-versions",
        file="networking/cdk.tf.json",
        key="versioning_configuration.status",
    ),
    Weakened(
        name="a key that is destroyed after a week",
        change=key_soon_gone,
        rule="key-destroyed-soon",
        file="databases/cdk.tf.json",
        key="deletion_window_in_days",
    ),
    Weakened(
        name="one key for the database and its alarms",
        change=shared_key,
        rule="key-shared",
        file="databases/cdk.tf.json",
        key="kms_master_key_id",
    ),
    Weakened(
        name="an object of an API that is gone",
        change=removed_api,
        rule="removed-api",
        file="k8s/cdk.tf.json",
        key="values",
    ),
    Weakened(
        name="a chart that makes an object of an API that is gone",
        change=chart_of_removed_api,
        rule="removed-api",
        file="k8s/cdk.tf.json",
        key="values",
    ),
    Weakened(
        name="a resource without an API version",
        change=unversioned,
        rule="unversioned-kubernetes-resource",
        file="k8s/cdk.tf.json",
        key="kubernetes_namespace.old",
    ),
    Weakened(
        name="a security group with too many rules",
        change=many_rules,
        rule="rules-exceed-security-group",
        file="networking/cdk.tf.json",
        key="",
    ),
    Weakened(
        name="too many Elastic IP addresses",
        change=many_addresses,
        rule="addresses-exceed-quota",
        file="networking/cdk.tf.json",
        key="",
    ),
    Weakened(
        name="more vCPUs than the account may run",
        change=small_quota,
        rule="vcpus-exceed-quota",
        file="environments/prod.yaml",
        key="resilience.vcpu_quota",
    ),
    Weakened(
        name="an acceptance that was renewed, and whose first day stayed",
        change=accepted_twice,
        rule="acceptance-expired",
        file="environments/staging.yaml",
        key="resilience.accepted.0.expires",
        environment="staging",
    ),
    Weakened(
        name="a risk accepted that is not there",
        change=accepted_for_nothing,
        rule="acceptance-unused",
        file="environments/prod.yaml",
        key="resilience.accepted.0.rule",
    ),
)
