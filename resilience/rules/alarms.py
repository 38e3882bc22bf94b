"""Rules about alarms: each path has one, and each reaches people."""

from collections.abc import Iterator
from typing import Final

from resilience.causes.places import Place, Setting
from resilience.evidence import Evidence, Resource
from resilience.findings import Severity
from resilience.rules.rule import Rule, Weakness, weakness_at
from resilience.rules.watches import ALARM, WATCHES, Watch
from resilience.survival.elements import part_element
from resilience.survival.paths import Path
from terraform_json.order import Part

_ALARMS: Final = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Alarms.html"
)
_PILLAR: Final = (
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "monitor-workload-resources.html"
)


def _missing(evidence: Evidence) -> Iterator[Weakness]:
    for watch in WATCHES:
        path = watch.path(evidence)
        if path is None:
            continue
        alarms = list(watch.alarms(evidence))
        if not watch.about:
            if not alarms:
                # The alarm's own place is unknown: nothing stands there.
                yield _unwatched(watch, path, path.name, (), Setting(path=("alarms",)))
            continue
        watched = {part for alarm in alarms for part in _about(evidence, alarm)}
        retiring = {each.address for each in evidence.model.groups if each not in evidence.groups}
        for resource in evidence.all(watch.about):
            if resource.part not in watched and resource.part.address not in retiring:
                place = resource.place()
                yield _unwatched(watch, path, resource.name, (resource.name,), place)


def _about(evidence: Evidence, alarm: Resource) -> tuple[Part, ...]:
    dimensions = alarm.at("dimensions")
    names = dimensions if isinstance(dimensions, dict) else {}
    return tuple(part for name in names for part in evidence.led_to(alarm, "dimensions", name))


def _unwatched(
    watch: Watch, path: Path, subject: str, resources: tuple[str, ...], place: Place
) -> Weakness:
    return Weakness(
        subject=subject,
        problem=f"no alarm tells of {watch.title}",
        why=f"That the path {path.name} is about to break is noticed by users first",
        remedy=f"add an alarm on {watch.namespace} {' or '.join(sorted(watch.metrics))}",
        places=(place,),
        path=path.name,
        resources=resources,
    )


def _silent(evidence: Evidence) -> Iterator[Weakness]:
    for alarm in evidence.all(ALARM):
        if not alarm.at("alarm_actions") or alarm.at("actions_enabled") is False:
            yield weakness_at(
                alarm,
                "alarm_actions",
                problem="the alarm tells nobody",
                why="It turns red where people do not look",
                remedy="give it the topic of alarms as its action",
            )


def _without_receiver(evidence: Evidence) -> Iterator[Weakness]:
    told = {
        part_element(part)
        for each in evidence.all("aws_sns_topic_subscription")
        for part in evidence.led_to(each, "topic_arn")
    }
    used = {
        part_element(part)
        for alarm in evidence.all(ALARM)
        for part in evidence.led_to(alarm, "alarm_actions")
    }
    # All topics have the same receivers: the environment's file names them once.
    silent = sorted(used - told)
    if evidence.production and silent:
        yield Weakness(
            subject=silent[0],
            problem=f"nobody receives the alarms of {len(silent)} of {len(used)} topics",
            why="Alarms go off, and no person hears of it",
            remedy="name a receiver in `alarms: {subscriptions: [...]}`",
            places=(Setting(path=("alarms", "subscriptions")),),
            resources=tuple(silent),
        )


RULES: Final = (
    Rule(
        id="alarm-missing",
        severity=Severity.MEDIUM,
        title="A path has no alarm",
        example="No alarm is about the NAT gateway of eu-west-1b.",
        source=_PILLAR,
        find=_missing,
    ),
    Rule(
        id="alarm-without-action",
        severity=Severity.MEDIUM,
        title="An alarm tells nobody",
        example="An alarm has no `alarm_actions`.",
        source=_ALARMS,
        find=_silent,
    ),
    Rule(
        id="alarms-without-receiver",
        severity=Severity.MEDIUM,
        title="Nobody receives production's alarms",
        example="`alarms.subscriptions` is empty in production.",
        source=_PILLAR,
        find=_without_receiver,
    ),
)
