"""Paths without an alarm, and alarms that nobody hears."""

from collections.abc import Callable

from tests.resilience.weakened.case import Weakened
from tests.resilience.weakened.draft import Draft

ALARM = "aws_cloudwatch_metric_alarm"


def gateway_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "nat-eu-west-1b")


def balancer_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "load-balancer-errors")


def targets_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "unhealthy-targets")


def writer_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "writer-connections")


def lag_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "reader-lag")


def waiting_pods_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "unschedulable-pods")


def watchdog_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "watchdog")


def nodes_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "apps-eu-west-1c-status-checks")


def certificate_unwatched(draft: Draft) -> None:
    draft.remove(ALARM, "certificate")


def silent_alarm(draft: Draft) -> None:
    draft.one(ALARM, "writer-memory")["alarm_actions"] = []


def nobody_told(draft: Draft) -> None:
    draft.setting("alarms", "subscriptions", value=[])
    draft.remove("aws_sns_topic_subscription")


def _missing(name: str, change: Callable[[Draft], None], file: str, key: str) -> Weakened:
    return Weakened(name=name, change=change, rule="alarm-missing", file=file, key=key)


ALARMS = (
    _missing("a NAT gateway without an alarm", gateway_unwatched, "networking/cdk.tf.json", ""),
    _missing(
        "a load balancer without an alarm", balancer_unwatched, "environments/prod.yaml", "alarms"
    ),
    _missing("targets without an alarm", targets_unwatched, "environments/prod.yaml", "alarms"),
    _missing("a writer without an alarm", writer_unwatched, "environments/prod.yaml", "alarms"),
    _missing("readers without an alarm", lag_unwatched, "environments/prod.yaml", "alarms"),
    _missing(
        "pods that wait without an alarm",
        waiting_pods_unwatched,
        "environments/prod.yaml",
        "alarms",
    ),
    _missing(
        "Prometheus without a dead man's switch",
        watchdog_unwatched,
        "environments/prod.yaml",
        "alarms",
    ),
    _missing("nodes without an alarm", nodes_unwatched, "k8s/cdk.tf.json", ""),
    _missing("a certificate without an alarm", certificate_unwatched, "k8s/cdk.tf.json", ""),
    Weakened(
        name="an alarm that tells nobody",
        change=silent_alarm,
        rule="alarm-without-action",
        file="databases/cdk.tf.json",
        key="alarm_actions",
    ),
    Weakened(
        name="alarms that nobody receives",
        change=nobody_told,
        rule="alarms-without-receiver",
        file="environments/prod.yaml",
        key="alarms.subscriptions",
    ),
)
