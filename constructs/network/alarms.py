"""Alarms for the NAT gateways, before their users notice, and the source of each threshold.

https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
"""

from collections.abc import Mapping

from constructs.observability.alarms import Alarm, Breach
from constructs.observability.runbooks import Runbook

NAMESPACE = "AWS/NATGateway"

PORT_ERRORS = 0
"""Each is a connection that could not be opened: a gateway has 55,000 ports for one destination.
AWS says that any says it has too many open. A burst is over sooner than five minutes."""

DROPPED_PACKETS = 0
"""AWS says that a value above zero may tell of a passing fault of the gateway. Packets dropped in
each of fifteen minutes do not pass."""


def nat_alarms(gateway_ids: Mapping[str, str]) -> tuple[Alarm, ...]:
    """Return the alarms of NAT gateways, given the id of each by its zone."""
    return tuple(
        alarm for zone, gateway_id in gateway_ids.items() for alarm in _of_gateway(zone, gateway_id)
    )


def _of_gateway(zone: str, gateway_id: str) -> tuple[Alarm, ...]:
    dimensions = {"NatGatewayId": gateway_id}
    return (
        Alarm(
            id=f"nat-{zone}-ports",
            description=f"The NAT gateway of {zone} has no port left for some destination: look for"
            " clients that do not reuse connections, or give the service an endpoint of its own",
            runbook=Runbook.NAT_GATEWAY,
            metric="ErrorPortAllocation",
            dimensions=dimensions,
            statistic="Sum",
            breach=Breach.ABOVE,
            threshold=PORT_ERRORS,
            minutes=5,
        ),
        Alarm(
            id=f"nat-{zone}-drops",
            description=f"The NAT gateway of {zone} drops packets: look at AWS's health dashboard",
            runbook=Runbook.NAT_GATEWAY,
            metric="PacketsDropCount",
            dimensions=dimensions,
            statistic="Sum",
            breach=Breach.ABOVE,
            threshold=DROPPED_PACKETS,
            minutes=15,
        ),
    )
