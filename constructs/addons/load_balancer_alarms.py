"""Alarms for the load balancer, before its users tell, and the source of each threshold.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
"""

from collections.abc import Sequence

from cdktf import Fn, ITerraformDependable
from cdktf_cdktf_provider_aws.data_aws_lbs import DataAwsLbs

from constructs import Construct
from constructs.observability.alarms import Alarm, Alarms, Breach
from constructs.observability.runbooks import Runbook
from constructs.observability.topic import AlarmTopic

NAMESPACE = "AWS/ApplicationELB"

ERRORS_PER_MINUTE = 10
"""The load balancer's own 5xx: requests that no pod of NGINX answered. A pod that dies costs some;
one in six seconds, for five minutes, is a fault."""

UNHEALTHY_TARGETS = 0
"""A pod that comes is no target before it is ready, and one that leaves is none any more: a target
that is unhealthy for ten minutes is a pod that neither serves nor is replaced."""

TARGETS_OF_A_ZONE = 1
"""NGINX has a pod in each zone, and 5 minutes are more than it takes to start one elsewhere."""


class LoadBalancerAlarms(Construct):
    """The alarms of the load balancer that the controller makes of an Ingress.

    Its name in CloudWatch is known when it is there: it is found by the tags that the controller
    sets, after the Ingress. The controller makes target groups again when it likes, so that their
    metrics are asked for by the load balancer.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        cluster_name: The cluster of the controller.
        ingress: The namespace and the name of the Ingress, with a slash between them.
        after: The Ingress, which is complete once there is a load balancer.
        zones: The zones in which NGINX has pods.
        topic: Who is told.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster_name: str,
        ingress: str,
        after: ITerraformDependable,
        zones: Sequence[str],
        topic: AlarmTopic,
    ) -> None:
        super().__init__(scope, id_)
        found = DataAwsLbs(
            self,
            "load-balancers",
            tags={"elbv2.k8s.aws/cluster": cluster_name, "ingress.k8s.aws/stack": ingress},
            depends_on=[after],
        )
        # `app/<name>/<id>`, the end of its ARN. One that is deleted by hand fails no plan.
        arn = Fn.one(found.arns)
        name = Fn.try_([Fn.element(Fn.split(":loadbalancer/", arn), 1), "none"])
        Alarms(
            self,
            "alarms",
            name=topic.name,
            namespace=NAMESPACE,
            alarms=[_errors(name), _all_targets(name, len(zones)), *_of_zones(name, zones)],
            topic=topic,
        )


def _errors(load_balancer: str) -> Alarm:
    return Alarm(
        id="load-balancer-errors",
        description="Requests are answered by the load balancer itself with 5xx: look at NGINX",
        runbook=Runbook.ALB_WITHOUT_TARGETS,
        metric="HTTPCode_ELB_5XX_Count",
        dimensions={"LoadBalancer": load_balancer},
        statistic="Sum",
        breach=Breach.ABOVE,
        threshold=ERRORS_PER_MINUTE,
        minutes=5,
    )


def _all_targets(load_balancer: str, zones: int) -> Alarm:
    return Alarm(
        id="targets",
        description="Fewer pods of NGINX are healthy than there are zones: look where they stand",
        runbook=Runbook.ALB_WITHOUT_TARGETS,
        metric="HealthyHostCount",
        query=_query("MIN", "HealthyHostCount", load_balancer),
        breach=Breach.BELOW,
        threshold=zones,
        minutes=5,
        silence_is_wrong=True,
    )


def _of_zones(load_balancer: str, zones: Sequence[str]) -> list[Alarm]:
    healthy = [
        Alarm(
            id=f"targets-{zone}",
            description=f"No pod of NGINX is healthy in {zone}: look for nodes there",
            runbook=Runbook.ALB_WITHOUT_TARGETS,
            metric="HealthyHostCount",
            query=_query("MIN", "HealthyHostCount", load_balancer, zone),
            breach=Breach.BELOW,
            threshold=TARGETS_OF_A_ZONE,
            minutes=5,
            silence_is_wrong=True,
        )
        for zone in zones
    ]
    unhealthy = [
        Alarm(
            id=f"unhealthy-targets-{zone}",
            description=f"A pod of NGINX in {zone} does not answer the load balancer: look at it",
            runbook=Runbook.ALB_WITHOUT_TARGETS,
            metric="UnHealthyHostCount",
            query=_query("MAX", "UnHealthyHostCount", load_balancer, zone),
            breach=Breach.ABOVE,
            threshold=UNHEALTHY_TARGETS,
            minutes=10,
        )
        for zone in zones
    ]
    return [*healthy, *unhealthy]


def _query(function: str, metric: str, load_balancer: str, zone: str = "") -> str:
    """Return a query for a metric of all target groups of the load balancer.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
    """
    labels, where = "LoadBalancer, TargetGroup", f"LoadBalancer = '{load_balancer}'"
    if zone:
        labels, where = f"AvailabilityZone, {labels}", f"{where} AND AvailabilityZone = '{zone}'"
    source = f'SCHEMA("{NAMESPACE}", {labels})'
    return f"SELECT {function}({metric}) FROM {source} WHERE {where}"  # noqa: S608 - no database
