"""Plans, in the form in which they are kept and compared."""

from collections.abc import Collection

from delivery.actions import Action
from delivery.deploy.reviewed import Plan, PlannedChange


def change(
    address: str,
    action: Action,
    *,
    causes: Collection[str] = (),
    attributes: Collection[str] = (),
    deposed: str = "",
) -> PlannedChange:
    """Return a change of a plan."""
    return PlannedChange(
        address=address,
        action=action,
        deposed=deposed,
        causes=frozenset(causes),
        attributes=frozenset(attributes),
    )


def plan(*changes: PlannedChange, stack: str = "networking") -> Plan:
    """Return a plan of a stack of staging."""
    return Plan(environment="staging", stack=stack, changes=changes)
