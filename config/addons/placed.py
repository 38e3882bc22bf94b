"""Where the values of a chart say what its pods are called, where they go and what protects them.

So the analysis knows which pods survive a failure even where the chart cannot be downloaded.
"""

from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from config.sections.section import Section

TOP: Final = "."
"""The prefix of keys that stand at the top of the values."""
EXTRA_OBJECTS: Final = "extraObjects"
"""The key of charts that takes further objects of Kubernetes."""
ValuePath = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*$")]
Prefix = Annotated[str, Field(pattern=r"^(\.|[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z][A-Za-z0-9_-]*)*)$")]
ObjectName = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]


class Controller(StrEnum):
    """What keeps the number of pods."""

    DEPLOYMENT = "Deployment"
    STATEFUL_SET = "StatefulSet"


class Placed(Section):
    """Pods of an addon that are alike, as Kubernetes places them."""

    kind: Annotated[Controller, Field(strict=False)] = Controller.DEPLOYMENT
    """Deployment or StatefulSet; of a DaemonSet, nothing"""
    name: ObjectName | None = None
    """the name of the Deployment, StatefulSet or DaemonSet; left out, the addon's"""
    labels: dict[str, str] = Field(default={})
    """labels of the pods; left out, `app.kubernetes.io/name` with their controller's name. With it
    goes `app.kubernetes.io/instance` with the addon's"""
    namespace: ValuePath | None = None
    """the key that names another namespace than the release's"""
    placing: tuple[Prefix, ...] = Field(default=(TOP,), strict=False)
    """the keys below which the chart takes `affinity`, `nodeSelector`, `priorityClassName`,
    `tolerations` and `topologySpreadConstraints`, `.` for the top; where the first holds nothing,
    the next counts"""
    rollout: ValuePath | None = None
    """the key that says how a rollout replaces pods, such as `updateStrategy`"""
    budget: ValuePath | None = None
    """the key of the disruption budget; one among `extraObjects` is found by its labels"""
    max_replicas: ValuePath | None = None
    """the key that says how many pods an autoscaler makes at most"""
    volumes: ValuePath | None = None
    """the key that, where it holds something, gives each pod a volume of its own"""

    @property
    def value_paths(self) -> dict[str, str]:
        """The paths of the keys that the chart has to know, by field; with a number in a list."""
        single = ("namespace", "rollout", "budget", "max_replicas", "volumes")
        told = {field: getattr(self, field) for field in single}
        told |= {f"placing.{index}": path for index, path in enumerate(self.placing)}
        return {field: path for field, path in told.items() if path not in (None, TOP)}
