"""The runbooks that alarms lead to."""

from enum import StrEnum


class Runbook(StrEnum):
    """A page of docs/runbooks, by its path in the repository: a fork's alarms lead to its own."""

    ALB_WITHOUT_TARGETS = "docs/runbooks/alb-without-targets.md"
    BACKUP_COPIES = "docs/runbooks/backup-copies.md"
    CERTIFICATE = "docs/runbooks/certificate.md"
    CONTROL_PLANE = "docs/runbooks/control-plane.md"
    DATABASE_LOAD = "docs/runbooks/database-load.md"
    MONITORING_SILENT = "docs/runbooks/monitoring-silent.md"
    NAT_GATEWAY = "docs/runbooks/nat-gateway.md"
    NODES = "docs/runbooks/nodes.md"
