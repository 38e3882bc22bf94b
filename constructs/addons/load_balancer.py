"""The load balancer: the one way from the internet to the applications."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from cdktf import Fn, ITerraformDependable
from cdktf_cdktf_provider_kubernetes.ingress_v1 import IngressV1

from constructs import Construct
from constructs.addons.nginx_ingress import HEALTH_PATH, SERVICE, SERVICE_PORT
from constructs.kubernetes.namespace import Namespace

# TLS 1.2 and 1.3 with forward secrecy:
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
TLS_POLICY: Final = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
DRAIN_SECONDS: Final = 60
"""NGINX gives up on a response after as many."""
IDLE_SECONDS: Final = 60
"""Less than the 75 for which NGINX keeps a connection open, so that it never closes one in use."""

_PREFIX: Final = "alb.ingress.kubernetes.io"


class LoadBalancer(Construct):
    """An Ingress of the class `alb`, which the controller makes an ALB of.

    It names the domain and all hosts directly below it, and sends every request to NGINX, so that
    it stays as it is when applications come and go.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        namespace: NGINX's namespace.
        domain: The environment's domain.
        subnet_ids: The subnets that it stands in, named so that it leaves a zone that is draining.
        certificate_arn: A certificate for the domain and its hosts.
        security_group_id: The group that the load balancer carries.
        access_logs_bucket: Where it writes its log.
        after: What makes it and what it sends to. They are destroyed after it, for a controller
            that is gone deletes no load balancer.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: Namespace,
        domain: str,
        subnet_ids: Sequence[str],
        certificate_arn: str,
        security_group_id: str,
        access_logs_bucket: str,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        annotations = {
            "scheme": "internet-facing",
            "subnets": Fn.join(",", list(subnet_ids)),
            "target-type": "instance",
            "listen-ports": json.dumps([{"HTTP": 80}, {"HTTPS": 443}]),
            "ssl-redirect": "443",
            "ssl-policy": TLS_POLICY,
            "certificate-arn": certificate_arn,
            "security-groups": security_group_id,
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
                    "access_logs.s3.bucket": access_logs_bucket,
                    "idle_timeout.timeout_seconds": str(IDLE_SECONDS),
                    "routing.http.drop_invalid_header_fields.enabled": "true",
                }
            ),
        }
        IngressV1(
            self,
            "ingress",
            metadata={
                "name": "load-balancer",
                "namespace": namespace.name,
                "annotations": {f"{_PREFIX}/{key}": value for key, value in annotations.items()},
            },
            spec={
                "ingress_class_name": "alb",
                "rule": [_rule(host) for host in (domain, f"*.{domain}")],
            },
            wait_for_load_balancer=True,
            depends_on=list(after),
        )


def _attributes(attributes: Mapping[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in attributes.items())


def _rule(host: str) -> dict[str, object]:
    """Return the rule of a host, in the words of a manifest, as jsii takes plain data in lists."""
    backend = {"service": {"name": SERVICE, "port": {"number": SERVICE_PORT}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    return {"host": host, "http": {"path": [path]}}
