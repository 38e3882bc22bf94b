"""The part of an environment file that says what applications may touch in the cluster."""

from typing import Annotated, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.kubernetes_names import DEFAULT_PRIORITY_CLASS, PRIORITY_CLASSES
from config.sections.cidr import Network
from config.sections.fields import NamespaceName
from config.sections.section import Section

MOST_PODS: Final = 150_000
"""Of a whole cluster: https://kubernetes.io/docs/setup/best-practices/cluster-large/"""

MOST_OBJECTS: Final = 10_000
"""Of a kind in one namespace. The bound is ours: no application comes near it, so that more of them
is a figure that was mistyped."""


def _known_class(name: str) -> str:
    if name not in PRIORITY_CLASSES:
        raise PydanticCustomError("priority_class", "is no priority class of the platform")
    return name


# Above zero, as the chart's schema has them: helm/microservice/values.schema.json.
_FRACTION: Final = r"0\.([1-9][0-9]{0,2}|0[1-9][0-9]?|00[1-9])"
Cores = Annotated[str, Field(pattern=rf"^0*([1-9][0-9]{{0,8}}(m|\.[0-9]{{1,3}})?|{_FRACTION})$")]
Bytes = Annotated[
    str,
    Field(
        pattern=r"^0*([1-9][0-9]{0,14}|([1-9][0-9]{0,5}(\.[0-9]{1,3})?|"
        rf"{_FRACTION})(k|Ki|M|Mi|G|Gi|T|Ti))$"
    ),
]
PriorityClass = Annotated[str, AfterValidator(_known_class)]
# https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
AnnotationName = Annotated[
    str,
    Field(
        pattern=r"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?"
        r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$",
        max_length=253,
    ),
]
# https://github.com/distribution/reference/blob/main/reference.go
Registry = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+(:[0-9]{1,5})?"
        r"(/[a-z0-9]+(([._]|__|-+)[a-z0-9]+)*)*$"
    ),
]


class QuotaConfig(Section):
    """The most that one application may have in the cluster, all its pods together."""

    pods: Annotated[int, Field(ge=1, le=MOST_PODS)] = 200
    """pods, those included that an update adds and those that are about to end: 1 to 150000"""
    cpu: Cores = "100"
    """cores above zero that the pods request, in quotes, such as `"100"` or `"500m"`"""
    memory: Bytes = "256Gi"
    """memory above zero that the pods may use, such as `256Gi`"""
    ephemeral_storage: Bytes = "256Gi"
    """disk above zero that the pods may use, such as `256Gi`"""
    ingresses: Annotated[int, Field(ge=1, le=MOST_OBJECTS)] = 20
    """Ingresses, each of which is one host: 1 to 10000"""
    volume_claims: Annotated[int, Field(ge=0, le=MOST_OBJECTS)] = 0
    """claims for volumes, which the platform's owner makes and pods only read: 0 to 10000"""
    objects: Annotated[int, Field(ge=20, le=MOST_OBJECTS)] = 100
    """objects of each other kind, such as ConfigMaps, or Secrets, of which Helm keeps one a
    revision: 20 to 10000"""


class ContainerConfig(Section):
    """The most that one container may have."""

    memory: Bytes = "32Gi"
    """memory above zero that it may use, such as `32Gi`"""
    ephemeral_storage: Bytes = "32Gi"
    """disk above zero that it may use, such as `32Gi`"""


class ApplicationLimits(Section):
    """The bounds of applications in the cluster, and the exceptions that their owner makes."""

    max_replicas: Annotated[int, Field(ge=2, le=MOST_PODS)] = 100
    """the most that an application may set as autoscaling.maxReplicas: 2 to 150000"""
    quota: QuotaConfig = QuotaConfig()
    """the most that one application may have, all its pods together"""
    largest_container: ContainerConfig = ContainerConfig()
    """the most that one container may have"""
    priority_classes: tuple[PriorityClass, ...] = Field(
        default=(DEFAULT_PRIORITY_CLASS,), strict=False
    )
    """the priority classes that applications may name, each once: platform-applications,
    platform-infrastructure or platform-critical"""
    annotations: tuple[AnnotationName, ...] = Field(default=(), strict=False)
    """annotations that Ingresses of applications may have beside those of F5's NGINX that concern
    their own host alone, each once, such as `example.com/team`"""
    egress_cidrs: tuple[Network, ...] = Field(default=(), strict=False)
    """IPv4 networks in which applications may name destinations, each once, beside public networks
    of /16 or narrower; none of them overlaps the VPC, the cluster's Services or 169.254.0.0/16"""
    apex: tuple[NamespaceName, ...] = Field(default=(), strict=False)
    """the applications, each once, that may have the domain itself as a host"""
    image_registries: tuple[Registry, ...] = Field(default=(), strict=False)
    """the registries that images of applications come from, each once, with a part of the path if
    need be, such as `ghcr.io/example`; left out, any registry"""

    def takes_image(self, image: str) -> bool:
        """Return whether an image is of a registry that images may come from."""
        registries = tuple(f"{each}/" for each in self.image_registries)
        return not registries or image.startswith(registries)
