"""Reads of a Job whether a run that its node takes along is made again."""

from typing import Final

from terraform_json.types import Json

_DISRUPTED: Final = "DisruptionTarget"
"""The condition of a pod that a drain or the loss of its node ends:
https://kubernetes.io/docs/concepts/workloads/pods/disruptions/#pod-disruption-conditions"""


def job_of(kind: str, spec: Json) -> Json:
    """Return the specification of a Job, or of those that a CronJob makes."""
    job: Json = spec["jobTemplate"]["spec"] if kind == "CronJob" else spec
    return job


def is_lost_with_node(job: Json) -> bool:
    """Return whether a run ends for good with the node on which it is.

    Its pod counts as failed, and without a retry the Job with it, unless it ignores disruptions:
    https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy

    Args:
        job: The specification of the Job.
    """
    rules = (job.get("podFailurePolicy") or {}).get("rules") or ()
    ignored = any(
        condition.get("type") == _DISRUPTED
        for rule in rules
        if rule.get("action") == "Ignore"
        for condition in rule.get("onPodConditions") or ()
    )
    return job.get("backoffLimit") == 0 and not ignored
