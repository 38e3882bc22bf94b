"""Keeps a DB subnet group that is modified: moto 5.2.5 forgets it."""

from moto.ec2.models.subnets import Subnet
from moto.rds.models import DBSubnetGroup, RDSBackend

_modify = RDSBackend.modify_db_subnet_group


def extend() -> None:
    """Make moto keep what it modifies."""
    # moto offers no hook for this.
    RDSBackend.modify_db_subnet_group = _modify_and_keep  # type: ignore[assignment, method-assign]


def _modify_and_keep(
    backend: RDSBackend, subnet_name: str, description: str, subnets: list[Subnet]
) -> DBSubnetGroup:
    group = _modify(backend, subnet_name, description, subnets)
    backend.subnet_groups[subnet_name] = group
    return group
