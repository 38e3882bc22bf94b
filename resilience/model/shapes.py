"""What Kubernetes takes in those parts of manifests that are read here.

The API server refuses a manifest of another form, so that nothing is known of what it would make.
"""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from config.sections.application_limits import MOST_PODS
from terraform_json.types import Json

Objects = dict[str, Any]
Count = Annotated[int, Field(ge=0, le=MOST_PODS)]
Positive = Annotated[int, Field(ge=1, le=MOST_PODS)]


def _portion(written: Any) -> Any:  # noqa: ANN401 - JSON
    is_count = type(written) is int and 0 <= written <= MOST_PODS
    is_part = isinstance(written, str) and re.fullmatch(r"[0-9]{1,4}%", written)
    if written is None or is_count or is_part:
        return written
    raise PydanticCustomError("portion", "no number of pods, and no percentage")


Portion = Annotated[Any, AfterValidator(_portion)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, alias_generator=to_camel)


class _Metadata(_Shape):
    name: str
    namespace: str | None = None
    annotations: Objects | None = None


class _Labelled(_Shape):
    labels: Objects | None = None


class _Expression(_Shape):
    key: str
    operator: str
    values: list[Any] | None = None


class _Selector(_Shape):
    match_labels: Objects | None = None
    match_expressions: list[_Expression] | None = None


class _Resources(_Shape):
    limits: Objects | None = None
    requests: Objects | None = None


class _Container(_Shape):
    args: list[str] | None = None
    resources: _Resources | None = None
    restart_policy: str | None = None


class _Toleration(_Shape):
    key: str | None = None
    operator: str | None = None
    value: str | None = None
    effect: str | None = None
    toleration_seconds: int | None = None


class _Spread(_Shape):
    topology_key: str
    max_skew: Positive = 1
    min_domains: Positive | None = None
    when_unsatisfiable: str = "DoNotSchedule"
    label_selector: _Selector | None = None
    node_affinity_policy: str | None = None
    node_taints_policy: str | None = None
    match_label_keys: list[str] | None = None


class _NodeTerm(_Shape):
    match_expressions: list[_Expression] | None = None
    match_fields: list[Any] | None = None


class _NodeSelector(_Shape):
    node_selector_terms: list[_NodeTerm] | None = None


class _NodeAffinity(_Shape):
    required_during_scheduling_ignored_during_execution: _NodeSelector | None = None


class _PodTerm(_Shape):
    topology_key: str
    label_selector: _Selector | None = None


class _Preferred(_Shape):
    pod_affinity_term: _PodTerm


class _PodAffinity(_Shape):
    required_during_scheduling_ignored_during_execution: list[_PodTerm] | None = None
    preferred_during_scheduling_ignored_during_execution: list[_Preferred] | None = None


class _Affinity(_Shape):
    node_affinity: _NodeAffinity | None = None
    pod_affinity: _PodAffinity | None = None
    pod_anti_affinity: _PodAffinity | None = None


class _Pod(_Shape):
    affinity: _Affinity | None = None
    containers: list[_Container] | None = None
    init_containers: list[_Container] | None = None
    node_selector: Objects | None = None
    overhead: Objects | None = None
    priority_class_name: str | None = None
    tolerations: list[_Toleration] | None = None
    topology_spread_constraints: list[_Spread] | None = None
    volumes: list[Objects] | None = None


class _Template(_Shape):
    metadata: _Labelled | None = None
    spec: _Pod


class _RollingUpdate(_Shape):
    max_surge: Portion = None
    max_unavailable: Portion = None


class _Strategy(_Shape):
    type: str | None = None
    rolling_update: _RollingUpdate | None = None


class _Controller(_Shape):
    replicas: Count | None = None
    strategy: _Strategy | None = None
    update_strategy: _Strategy | None = None
    template: _Template
    volume_claim_templates: list[Any] | None = None


class _Target(_Shape):
    kind: str
    name: str


class _Canary(_RollingUpdate):
    steps: list[Objects] | None = None


class _CanaryStrategy(_Shape):
    canary: _Canary | None = None


class _Rollout(_Shape):
    replicas: Count | None = None
    strategy: _CanaryStrategy | None = None
    template: _Template | None = None
    workload_ref: _Target | None = None


class _Condition(_Shape):
    type: str


class _FailureRule(_Shape):
    action: str
    on_pod_conditions: list[_Condition] | None = None


class _FailurePolicy(_Shape):
    rules: list[_FailureRule]


class _Job(_Shape):
    backoff_limit: int | None = None
    parallelism: Count | None = None
    pod_failure_policy: _FailurePolicy | None = None
    template: _Template


class _JobTemplate(_Shape):
    spec: _Job


class _CronJob(_Shape):
    job_template: _JobTemplate


class _Budget(_Shape):
    min_available: Portion = None
    max_unavailable: Portion = None
    selector: _Selector | None = None
    unhealthy_pod_eviction_policy: str | None = None


class _Autoscaler(_Shape):
    scale_target_ref: _Target
    min_replicas: Count | None = None
    max_replicas: Positive


class _Storage(_Shape):
    volume_claim_template: Any = None


class _OfOperator(_Pod):
    pod_metadata: _Labelled | None = None
    replicas: Count | None = None
    resources: _Resources | None = None
    storage: _Storage | None = None


class _PriorityClass(_Shape):
    metadata: _Metadata
    value: int
    global_default: bool | None = None


_SPECS: Final[dict[str, type[_Shape]]] = {
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
