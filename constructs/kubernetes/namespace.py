"""A namespace whose pods are confined in what they may be and in whom they may talk to."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_kubernetes.namespace_v1 import NamespaceV1, NamespaceV1Timeouts
from cdktf_cdktf_provider_kubernetes.network_policy_v1 import NetworkPolicyV1

from config.kubernetes_names import PodSecurity
from constructs import Construct
from constructs.kubernetes.traffic import DNS, Allow


class Namespace(Construct):
    """A namespace that denies all traffic but what is allowed by name.

    Args:
        scope: The stack or construct.
        id_: The namespace's name.
        pod_security: The standard that its pods are held to.
        allows: The traffic that is allowed; what a chart allows by policies of its own adds to it.
        labels: Labels beside those of the standard.
        after: What must be there before it.
        delete_minutes: How long Terraform waits for its end; 5 by default.

    Attributes:
        name: The namespace's name.
        reference: The same, for what must come after the namespace.
        policies: What denies and allows; pods wait for it, so that none runs unconfined.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        pod_security: PodSecurity,
        allows: Sequence[Allow] = (),
        labels: Mapping[str, str] | None = None,
        after: Sequence[ITerraformDependable] = (),
        delete_minutes: int | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.name = id_
        standard = {
            f"pod-security.kubernetes.io/{mode}": str(pod_security)
            for mode in ("enforce", "audit", "warn")
        }
        metadata = {"name": id_, "labels": {**standard, **(labels or {})}}
        timeouts = NamespaceV1Timeouts(delete=f"{delete_minutes}m") if delete_minutes else None
        namespace = NamespaceV1(
            self, "namespace", metadata=metadata, timeouts=timeouts, depends_on=list(after)
        )
        # Once for all policies: each reading is a round trip to the jsii kernel.
        self.reference = namespace.metadata.name
        everything = {"pod_selector": {}, "policy_types": ["Ingress", "Egress"]}
        self.policies = (
            self._policy("default-deny", self.reference, everything),
            *(self._policy(f"allow-{each.name}", self.reference, _spec(each)) for each in allows),
        )

    def _policy(self, name: str, namespace: str, spec: dict[str, Any]) -> NetworkPolicyV1:
        metadata = {"name": name, "namespace": namespace}
        return NetworkPolicyV1(self, name, metadata=metadata, spec=spec)


def _spec(allow: Allow) -> dict[str, Any]:
    direction, side = ("ingress", "from") if allow.ingress else ("egress", "to")
    ports = [{"port": str(port), "protocol": "TCP"} for port in allow.ports]
    if DNS in allow.ports:
        ports.append({"port": str(DNS), "protocol": "UDP"})
    rule = {side: list(allow.peers), **({"ports": ports} if ports else {})}
    return {
        "pod_selector": {},
        "policy_types": [direction.capitalize()],
        direction: [rule],
    }
