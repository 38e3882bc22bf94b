"""Why a platform needs paths that it may not have: what else is there asks for them."""

from collections.abc import Iterator

from resilience.model.pods import Origin
from resilience.survival.applications import applications
from resilience.survival.blocks import parts
from resilience.survival.load_balancer import ingresses
from resilience.survival.needs import Reason
from resilience.survival.survey import Survey


def reasons_of(survey: Survey) -> Iterator[Reason]:
    """Yield the reasons that a platform gives for paths.

    Args:
        survey: The platform.
    """
    model = survey.model
    # EKS itself scales CoreDNS, without metrics-server.
    if any(
        each.max_replicas > each.replicas > 0 and each.origin is not Origin.AWS
        for each in model.workloads
    ):
        yield Reason.SCALED_PODS
    if any(group.max_size > group.min_size for group in model.groups):
        yield Reason.SCALED_NODES
    if model.groups:
        yield Reason.NODES
    if any(ingresses(survey)):
        yield Reason.INGRESS
    if any(parts(model.stacks, "aws_eks_pod_identity_association")):
        yield Reason.IDENTITIES
    if any(each.database for each in applications(model)):
        yield Reason.DATABASE_SECRETS
    if any(each.zonal_volumes for each in model.workloads):
        yield Reason.VOLUMES
