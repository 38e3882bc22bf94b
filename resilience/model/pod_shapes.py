"""The form that Kubernetes takes for those parts of a pod that are read here."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from config.sections.application_limits import MOST_PODS

Objects = dict[str, Any]
Positive = Annotated[int, Field(ge=1, le=MOST_PODS)]


class Shape(BaseModel):
    """A part of a manifest: keys that are not read here may hold anything."""

    model_config = ConfigDict(strict=True, alias_generator=to_camel)


class Labelled(Shape):
    """The labels in the metadata of pods."""

    labels: Objects | None = None


class _Expression(Shape):
    key: str
    operator: str
    values: list[Any] | None = None


class Selector(Shape):
    """A label selector."""

    match_labels: Objects | None = None
    match_expressions: list[_Expression] | None = None


class Resources(Shape):
    """The requests and limits of a container."""

    limits: Objects | None = None
    requests: Objects | None = None


class _Container(Shape):
    args: list[str] | None = None
    resources: Resources | None = None
    restart_policy: str | None = None


class _Toleration(Shape):
    key: str | None = None
    operator: str | None = None
    value: str | None = None
    effect: str | None = None
    toleration_seconds: int | None = None


class _Spread(Shape):
    topology_key: str
    max_skew: Positive = 1
    min_domains: Positive | None = None
    when_unsatisfiable: str = "DoNotSchedule"
    label_selector: Selector | None = None
    node_affinity_policy: str | None = None
    node_taints_policy: str | None = None
    match_label_keys: list[str] | None = None


class _NodeTerm(Shape):
    match_expressions: list[_Expression] | None = None
    match_fields: list[Any] | None = None


class _NodeSelector(Shape):
    node_selector_terms: list[_NodeTerm] | None = None


class _NodeAffinity(Shape):
    required_during_scheduling_ignored_during_execution: _NodeSelector | None = None


class _PodTerm(Shape):
    topology_key: str
    label_selector: Selector | None = None


class _Preferred(Shape):
    pod_affinity_term: _PodTerm


class _PodAffinity(Shape):
    required_during_scheduling_ignored_during_execution: list[_PodTerm] | None = None
    preferred_during_scheduling_ignored_during_execution: list[_Preferred] | None = None


class _Affinity(Shape):
    node_affinity: _NodeAffinity | None = None
    pod_affinity: _PodAffinity | None = None
    pod_anti_affinity: _PodAffinity | None = None


class Pod(Shape):
    """The spec of a pod."""

    affinity: _Affinity | None = None
    containers: list[_Container] | None = None
    init_containers: list[_Container] | None = None
    node_selector: Objects | None = None
    overhead: Objects | None = None
    priority_class_name: str | None = None
    tolerations: list[_Toleration] | None = None
    topology_spread_constraints: list[_Spread] | None = None
    volumes: list[Objects] | None = None


class Template(Shape):
    """The template that a controller makes pods of."""

    metadata: Labelled | None = None
    spec: Pod
