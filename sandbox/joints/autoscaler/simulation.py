"""Looks at the cluster again and again, and changes the sizes of its node groups."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Final

from config.addons.names import AUTOSCALER
from ops.command import Failure
from sandbox.joints.autoscaler.drains import Drain, Drains
from sandbox.joints.autoscaler.events import tell
from sandbox.joints.autoscaler.groups import Group, Groups
from sandbox.joints.autoscaler.options import Options, options_of
from sandbox.joints.autoscaler.placement import Place
from sandbox.joints.autoscaler.pods import Pod
from sandbox.joints.autoscaler.scale_down import Unneeded, is_little_used, unneeded
from sandbox.joints.autoscaler.scale_up import ScaleUp, scale_up, unplaced
from sandbox.joints.autoscaler.view import View
from sandbox.joints.nodes import LEAVING
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.objects import is_node_ready

SPEED: Final = 10
"""Seconds of the program in one here: its 10 minutes are 1, its 10 s between two scans 1 s."""
NAMESPACE: Final = "kube-system"
"""Where the addon is: helm/addons/cluster-autoscaler/addon.yaml."""
KEPT: Final = "cluster-autoscaler.kubernetes.io/scale-down-disabled"
_DEPLOYMENT: Final = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/{AUTOSCALER}"
_log = logging.getLogger(__name__)


class Autoscaler:
    """A simulation of cluster-autoscaler for one cluster.

    Args:
        api: The control plane.
        groups: The node groups.
        clock: Tells the time in seconds.
    """

    def __init__(
        self, api: Api, groups: Groups, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._api = api
        self._groups = groups
        self._clock = clock
        self._drains = Drains(api, self._terminate)
        self._known: dict[str, Group] = {}
        self._started: set[str] = set()
        self._waiting: set[str] = set()
        self._unneeded: dict[str, float] = {}
        self._kept_until: dict[str, float] = {}
        self._said: dict[str, str] = {}
        self._quiet_until = float("-inf")
        self._runs = False

    def scan(self) -> None:
        """Look once, and act.

        Raises:
            Failure: The API does not answer, or a group cannot be read.
        """
        options = self._options()
        if (options is not None) != self._runs:
            self._runs = not self._runs
            _log.info("autoscaler: %s", "it runs" if self._runs else "it is not there")
        if options is None:
            return
        now = self._clock() * SPEED
        view = View.of(self._api)
        self._drains.tidy(view.nodes)
        if self._drains.step(view, now, options):
            self._pause(now, options.scale_down_delay_after_failure)
        groups = self._groups.read()
        self._known = {group.name: group for group in groups}
        ready = {name for name, node in view.nodes.items() if is_node_ready(node)}
        self._started = ready | self._started & view.nodes.keys()
        templates = view.templates(groups)
        places = view.places(groups, templates, self._started, options)
        lacking = unplaced(view.waiting(options), places)
        # More of them may be about to come: it looks once more before it acts.
        news = lacking and not any(pod.uid in self._waiting for pod in lacking)
        self._waiting = {pod.uid for pod in lacking}
        if lacking and not news:
            self._grow(scale_up(lacking, places, groups, templates, options), now, options)
        if options.scale_down_enabled:
            self._shrink(view, places, now, options, may_start=not news)

    def _options(self) -> Options | None:
        """Return the settings of the program; None where it would not run."""
        if not self._groups.may_be_changed():
            return None
        deployment = self._api.get(_DEPLOYMENT)
        if deployment and not deployment["status"].get("readyReplicas"):
            return None
        return options_of(deployment)

    def _grow(self, result: ScaleUp, now: float, options: Options) -> None:
        for name, size in result.sizes.items():
            self._groups.resize(name, size)
        if result.sizes:
            self._pause(now, options.scale_down_delay_after_add)
        steps = ", ".join(
            f"{{{name} {self._known[name].size}->{size} (max: {self._known[name].maximum})}}"
            for name, size in result.sizes.items()
        )
        for pod in result.helped:
            self._tell(pod, "TriggeredScaleUp", f"pod triggered scale-up: [{steps}]")
        for pod, why in result.refused.items():
            self._tell(pod, "NotTriggerScaleUp", why)
        self._said = {uid: said for uid, said in self._said.items() if uid in self._waiting}

    def _tell(self, pod: Pod, reason: str, message: str) -> None:
        if self._said.get(pod.uid) != message:
            self._said[pod.uid] = message
            _log.info("autoscaler: %s: %s", pod.name, message)
            tell(self._api, pod.manifest, reason, message)

    def _shrink(
        self, view: View, places: Sequence[Place], now: float, options: Options, *, may_start: bool
    ) -> None:
        candidates = sorted(
            (
                place
                for place in places
                if self._may_go(view, place, now) and is_little_used(place, options)
            ),
            key=lambda place: (
                any(not pod.is_of_its_node for pod in place.pods),
                self._unneeded.get(place.name, float("inf")),
                place.name,
            ),
        )
        found = unneeded(candidates, places, view.budgets, options)
        again = now + options.unremovable_node_recheck_timeout
        kept = {place.name for place in candidates} - {each.place.name for each in found}
        still = {name: until for name, until in self._kept_until.items() if until > now}
        self._kept_until = still | dict.fromkeys(kept, again)
        self._unneeded = {
            each.place.name: self._unneeded.get(each.place.name, now) for each in found
        }
        if may_start and now >= self._quiet_until:
            for each in sorted(found, key=lambda each: bool(each.pods)):
                if self._is_due(view, each, now, options) and self._has_room(each, options):
                    self._start(view, each, now, options)

    def _may_go(self, view: View, place: Place, now: float) -> bool:
        node = view.nodes.get(place.name)
        group = self._known.get(place.group)
        annotations = node["metadata"].get("annotations", {}) if node else {}
        return (
            group is not None
            and place.name in group.instances
            and place.name in self._started
            and place.name not in self._drains.going
            and now >= self._kept_until.get(place.name, now)
            and annotations.get(KEPT) != "true"
            and LEAVING not in annotations
        )

    def _is_due(self, view: View, each: Unneeded, now: float, options: Options) -> bool:
        ready = is_node_ready(view.nodes[each.place.name])
        least = options.scale_down_unneeded_time if ready else options.scale_down_unready_time
        return now - self._unneeded[each.place.name] > least

    def _has_room(self, each: Unneeded, options: Options) -> bool:
        """Tell whether one node more may go at the same time."""
        going = self._drains.going.values()
        group = self._known[each.place.group]
        of_group = sum(drain.group == group.name for drain in going)
        draining = sum(drain.moves_pods for drain in going)
        return (
            group.size - of_group > group.minimum
            and len(going) < options.max_scale_down_parallelism
            and not (each.pods and draining >= options.max_drain_parallelism)
        )

    def _start(self, view: View, each: Unneeded, now: float, options: Options) -> None:
        name = each.place.name
        _log.info("autoscaler: %s is drained: it is not needed", name)
        drain = Drain(group=each.place.group, since=now, moves_pods=bool(each.pods))
        self._drains.start(view.nodes[name], drain)
        self._pause(now, options.scale_down_delay_after_delete)

    def _pause(self, now: float, seconds: float) -> None:
        self._quiet_until = max(self._quiet_until, now + seconds)

    def _terminate(self, group: str, node: str) -> None:
        instances = self._known[group].instances if group in self._known else {}
        if node not in instances:
            raise Failure(f"{group} has no such instance")
        self._groups.terminate(group, instances[node])
