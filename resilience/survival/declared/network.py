"""The paths of the network: to the internet, and of names."""

from typing import Final

from config.addons import names
from config.aws.kubernetes_versions import EksAddonName
from resilience.survival.needs import Api, Aws, Declared, Pods, StepName
from resilience.survival.paths import Topic

DNS_INSIDE: Final = Pods(title="CoreDNS", release=EksAddonName.COREDNS, takes_traffic=True)
NGINX: Final = Pods(
    title="NGINX",
    release=names.NGINX,
    names=("controller", "nginx-ingress*"),
    takes_traffic=True,
)

INTERNET: Final = (
    Declared(
        name="internet/way-out",
        topic=Topic.INTERNET,
        title="Private subnets to the internet",
        needs=(StepName.WAY_OUT,),
    ),
    Declared(
        name="internet/objects",
        topic=Topic.INTERNET,
        title="Private subnets to S3",
        needs=(StepName.OBJECTS, Aws(title="S3", guarantee="s3")),
    ),
    Declared(
        name="internet/images",
        topic=Topic.INTERNET,
        title="Nodes to the images of AWS's registry",
        needs=(
            Api(service="ecr.api", guarantee="ecr"),
            Api(service="ecr.dkr", guarantee="ecr"),
            StepName.OBJECTS,
        ),
        about=("aws_eks_node_group",),
    ),
)

NAMES: Final = (
    Declared(
        name="dns/inside",
        topic=Topic.DNS,
        title="Names inside the cluster",
        needs=(DNS_INSIDE, Aws(title="resolver of the VPC", guarantee="vpc-resolver")),
    ),
    Declared(
        name="dns/outside",
        topic=Topic.DNS,
        title="Names outside the cluster",
        needs=(Aws(title="Route 53", guarantee="route53"),),
        about=("aws_route53_zone",),
    ),
    Declared(
        name="dns/changes",
        topic=Topic.DNS,
        title="Changes of names outside the cluster",
        needs=(
            Pods(title="external-dns", release=names.EXTERNAL_DNS, identity=True),
            StepName.KUBERNETES_API,
            Api(service="route53", guarantee="route53-api"),
        ),
        redundant=False,
        why="Names that exist resolve on; two would undo each other's work",
    ),
)
