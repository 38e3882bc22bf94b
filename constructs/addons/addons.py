"""All addons, in the order in which they need each other."""

from collections.abc import Sequence
from typing import Final

from config.addons.folder import Addon
from config.addons.names import PLATFORM_ADDONS, ROLLOUTS
from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons import (
    cluster_autoscaler,
    external_dns,
    external_secrets,
    fluent_bit,
    load_balancer_controller,
    metrics_server,
    monitoring,
    nginx_ingress,
)
from constructs.addons.context import AddonContext, AddonInputs, AddonModule, Installed
from constructs.addons.helm_addon import helm_addon
from constructs.addons.load_balancer import add_load_balancer
from constructs.addons.namespaces import addon_namespaces
from constructs.kubernetes.priority_classes import add_priority_classes
from constructs.kubernetes.storage_class import add_storage_class

_MODULES: Final[tuple[AddonModule, ...]] = (
    cluster_autoscaler,
    external_dns,
    external_secrets,
    fluent_bit,
    load_balancer_controller,
    metrics_server,
    monitoring,
    nginx_ingress,
)
"""The addons that need what the rest of the stack knows. A folder says all about any other."""
_APPLICATIONS_WAIT_FOR: Final = (
    external_secrets.NAME,
    monitoring.NAME,
    nginx_ingress.NAME,
    ROLLOUTS,
)


def service_accounts(addons: Sequence[Addon], config: AddonsConfig) -> dict[str, list[str]]:
    """Return the service accounts of addons that have rights in AWS, by their namespaces.

    Args:
        addons: All addons.
        config: The addons' part of the environment file, which may switch some off.
    """
    ours = {module.NAME: {module.SERVICE_ACCOUNT} for module in _MODULES if module.SERVICE_ACCOUNT}
    found: dict[str, list[str]] = {}
    for addon in addons:
        if config.enabled(addon.name):
            accounts = ours.get(addon.name, set()).union(addon.file.iam)
            found.setdefault(addon.file.namespace, []).extend(sorted(accounts))
    return found


class Addons(Construct):
    """The addons that the environment file leaves on.

    Args:
        scope: The stack.
        id_: The construct's id.
        addons: All addons, each after those that it needs.
        inputs: The environment around them.

    Attributes:
        served: What applications rely on: who has an Ingress, an ExternalSecret, a
            ServiceMonitor or a Rollout waits for them.
        log_groups: The names of the log groups that addons write to.
    """

    def __init__(
        self, scope: Construct, id_: str, *, addons: Sequence[Addon], inputs: AddonInputs
    ) -> None:
        super().__init__(scope, id_)
        ready = inputs.cluster.ready
        storage = add_storage_class(self, ready)
        cluster = inputs.cluster.after(*add_priority_classes(self, ready))
        namespaces = addon_namespaces(
            self,
            addons,
            cluster=inputs.cluster,
            vpc_cidr_block=inputs.vpc_cidr_block,
            service_accounts=service_accounts(addons, inputs.config),
        )
        # Apart from ours, whose ids they may not take.
        owners = Construct(self, "by-folder")
        modules = {module.NAME: module for module in _MODULES}
        installed: dict[str, Installed] = {}
        for addon in addons:
            if not inputs.config.enabled(addon.name):
                continue
            context = AddonContext(
                scope=self if addon.name in PLATFORM_ADDONS else owners,
                addon=addon,
                inputs=inputs,
                cluster=cluster,
                namespaces=namespaces,
                storage=storage,
                installed=installed,
            )
            module = modules.get(addon.name)
            installed[addon.name] = module.add(context) if module else helm_addon(context)
        add_load_balancer(self, inputs=inputs, namespaces=namespaces, installed=installed)
        self.served = tuple(installed[n].ready for n in _APPLICATIONS_WAIT_FOR if n in installed)
        self.log_groups = tuple(each.log_group for each in installed.values() if each.log_group)
