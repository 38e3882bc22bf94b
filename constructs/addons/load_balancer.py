"""The load balancer: the one way from the internet to the applications."""

import json
from collections.abc import Mapping
from typing import Final

from cdktf import Fn
from cdktf_cdktf_provider_kubernetes.ingress_v1 import IngressV1

from config.addons.names import EXTERNAL_DNS, LOAD_BALANCER_CONTROLLER, NGINX
from constructs import Construct
from constructs.addons.context import AddonInputs, Installed
from constructs.addons.load_balancer_alarms import LoadBalancerAlarms
from constructs.addons.nginx_ingress import HEALTH_PATH, SERVICE, SERVICE_PORT
from constructs.kubernetes.namespace import Namespace

NAME: Final = "load-balancer"
# TLS 1.2 and 1.3 with forward secrecy:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
DRAIN_SECONDS: Final = 90
"""NGINX gives up on a response after 60, and one may begin while the load balancer still learns
that the pod leaves: docs/decisions/0018-requests.md."""
IDLE_SECONDS: Final = 60
"""Less than the 75 for which NGINX keeps a connection open, so that it never closes one in use."""

KEEP_ALIVE_SECONDS: Final = 300
"""How long a client may keep a connection. After that it asks DNS again, which no longer names a
zone from which traffic is shifted away:
https://docs.aws.amazon.com/r53recovery/latest/dg/arc-zonal-shift.resource-types.app-load-balancers.html"""

_PREFIX: Final = "alb.ingress.kubernetes.io"


def add_load_balancer(
    scope: Construct,
    *,
    inputs: AddonInputs,
    namespaces: Mapping[str, Namespace],
    installed: Mapping[str, Installed],
) -> None:
    """Add an Ingress of the class `alb`, which the controller makes an ALB of.

    It names the domain and all hosts directly below it, and sends every request to NGINX, so that
    it stays as it is when applications come and go. There is none unless there is a controller to
    make it, and NGINX to send to.

    Args:
        scope: The construct that holds the addons.
        inputs: The environment around them. Of its subnets the load balancer stands in those that
            are named, so that it leaves a zone that is draining.
        namespaces: The addons' namespaces, by the addon.
        installed: The addons. Those that make the load balancer, and that it sends to, are
            destroyed after it, for a controller that is gone deletes no load balancer.
    """
    if not installed.keys() >= {LOAD_BALANCER_CONTROLLER, NGINX}:
        return
    namespace, parent = namespaces[NGINX].name, Construct(scope, "load-balancer")
    # external-dns too: what is gone before the load balancer takes no record away.
    users = (LOAD_BALANCER_CONTROLLER, NGINX, EXTERNAL_DNS)
    ingress = IngressV1(
        parent,
        "ingress",
        metadata={"name": NAME, "namespace": namespace, "annotations": _annotations(inputs)},
        spec={
            "ingress_class_name": "alb",
            "rule": [_rule(host) for host in (inputs.domain, f"*.{inputs.domain}")],
        },
        wait_for_load_balancer=True,
        depends_on=[installed[name].ready for name in users if name in installed],
    )
    LoadBalancerAlarms(
        parent,
        "alarms",
        cluster_name=inputs.cluster.control_plane.name,
        ingress=f"{namespace}/{NAME}",
        after=ingress,
        zones=inputs.zones,
        topic=inputs.topic,
    )


def _annotations(inputs: AddonInputs) -> dict[str, str]:
    load_balancer = inputs.load_balancer
    annotations = {
        "scheme": "internet-facing",
        "subnets": Fn.join(",", list(inputs.public_subnet_ids)),
        # Pods, not nodes: a node that leaves takes no request with it.
        "target-type": "ip",
        "listen-ports": json.dumps([{"HTTP": 80}, {"HTTPS": 443}]),
        "ssl-redirect": "443",
        "ssl-policy": TLS_POLICY,
        "certificate-arn": inputs.certificate.arn,
        "security-groups": inputs.load_balancer_security_group_id,
        # The nodes' group lets this one in already.
        "manage-backend-security-group-rules": "false",
        "healthcheck-path": HEALTH_PATH,
        "healthcheck-interval-seconds": "10",
        "healthcheck-timeout-seconds": "5",
        "healthy-threshold-count": "2",
        "unhealthy-threshold-count": "2",
        "target-group-attributes": _attributes(
            {"deregistration_delay.timeout_seconds": str(DRAIN_SECONDS)}
        ),
        "load-balancer-attributes": _attributes(
            {
                "access_logs.s3.enabled": "true",
                "access_logs.s3.bucket": inputs.access_logs_bucket,
                "client_keep_alive.seconds": str(KEEP_ALIVE_SECONDS),
                "deletion_protection.enabled": json.dumps(load_balancer.deletion_protection),
                "idle_timeout.timeout_seconds": str(IDLE_SECONDS),
                "routing.http.drop_invalid_header_fields.enabled": "true",
                # A zone that ails can be taken out of its traffic, by hand or by AWS.
                "zonal_shift.config.enabled": "true",
            }
        ),
    }
    if load_balancer.web_acl_arn:
        annotations["wafv2-acl-arn"] = load_balancer.web_acl_arn
    return {f"{_PREFIX}/{key}": value for key, value in annotations.items()}


def _attributes(attributes: Mapping[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in attributes.items())


def _rule(host: str) -> dict[str, object]:
    """Return the rule of a host, in the words of a manifest, as jsii takes plain data in lists."""
    backend = {"service": {"name": SERVICE, "port": {"number": SERVICE_PORT}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    return {"host": host, "http": {"path": [path]}}
