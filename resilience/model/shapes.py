"""The form that Kubernetes takes for those parts of manifests that are read here.

The API server refuses a manifest of another form, so that nothing is known of what it would make.
"""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from config.sections.application_limits import MOST_PODS
from resilience.model.pod_shapes import (
    Labelled,
    Objects,
    Pod,
    Positive,
    Resources,
    Selector,
    Shape,
    Template,
)
from terraform_json.types import Json

Count = Annotated[int, Field(ge=0, le=MOST_PODS)]


def _portion(written: Any) -> Any:  # noqa: ANN401 - JSON
    is_count = type(written) is int and 0 <= written <= MOST_PODS
    is_part = isinstance(written, str) and re.fullmatch(r"[0-9]{1,4}%", written)
    if written is None or is_count or is_part:
        return written
    raise PydanticCustomError("portion", "no number of pods, and no percentage")


Portion = Annotated[Any, AfterValidator(_portion)]


class _Metadata(Shape):
    name: str
    namespace: str | None = None
    annotations: Objects | None = None


class _RollingUpdate(Shape):
    max_surge: Portion = None
    max_unavailable: Portion = None


class _Strategy(Shape):
    type: str | None = None
    rolling_update: _RollingUpdate | None = None


class _Controller(Shape):
    replicas: Count | None = None
    strategy: _Strategy | None = None
    update_strategy: _Strategy | None = None
    template: Template
    volume_claim_templates: list[Any] | None = None


class _Target(Shape):
    kind: str
    name: str


class _Canary(_RollingUpdate):
    steps: list[Objects] | None = None


class _CanaryStrategy(Shape):
    canary: _Canary | None = None


class _Rollout(Shape):
    replicas: Count | None = None
    strategy: _CanaryStrategy | None = None
    template: Template | None = None
    workload_ref: _Target | None = None


class _Condition(Shape):
    type: str


class _FailureRule(Shape):
    action: str
    on_pod_conditions: list[_Condition] | None = None


class _FailurePolicy(Shape):
    rules: list[_FailureRule]


class _Job(Shape):
    backoff_limit: int | None = None
    parallelism: Count | None = None
    pod_failure_policy: _FailurePolicy | None = None
    template: Template


class _JobTemplate(Shape):
    spec: _Job


class _CronJob(Shape):
    job_template: _JobTemplate


class _Budget(Shape):
    min_available: Portion = None
    max_unavailable: Portion = None
    selector: Selector | None = None
    unhealthy_pod_eviction_policy: str | None = None


class _Autoscaler(Shape):
    scale_target_ref: _Target
    min_replicas: Count | None = None
    max_replicas: Positive


class _Storage(Shape):
    volume_claim_template: Any = None


class _OfOperator(Pod):
    pod_metadata: Labelled | None = None
    replicas: Count | None = None
    resources: Resources | None = None
    storage: _Storage | None = None


class _PriorityClass(Shape):
    metadata: _Metadata
    value: int
    global_default: bool | None = None


_SPECS: Final[dict[str, type[Shape]]] = {
    "Alertmanager": _OfOperator,
    "CronJob": _CronJob,
    "DaemonSet": _Controller,
    "Deployment": _Controller,
    "HorizontalPodAutoscaler": _Autoscaler,
    "Job": _Job,
    "PodDisruptionBudget": _Budget,
    "Prometheus": _OfOperator,
    "Rollout": _Rollout,
    "StatefulSet": _Controller,
}


def misfit(manifest: Json) -> str:
    """Return what of a manifest Kubernetes refuses, in one line; nothing where it takes it.

    Args:
        manifest: Of any kind: those that are not read here fit.
    """
    kind = manifest.get("kind")
    try:
        if kind == "PriorityClass":
            _PriorityClass.model_validate(manifest)
        elif isinstance(kind, str) and kind in _SPECS:
            _Metadata.model_validate(manifest.get("metadata"))
            _SPECS[kind].model_validate(manifest.get("spec"))
    except ValidationError as error:
        metadata = manifest.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else metadata
        return f"Kubernetes refuses the {kind} {name}: {'; '.join(_told(error))}"
    return ""


def _told(error: ValidationError) -> list[str]:
    """Return each mistake with its place and the value that stands there."""
    return list(
        dict.fromkeys(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']} ({str(each['input'])[:40]})"
            for each in error.errors()
        )
    )
