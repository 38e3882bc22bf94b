"""Parameters of PostgreSQL that differ from Aurora's own."""

import hashlib

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.db_parameter_group import (
    DbParameterGroup,
    DbParameterGroupParameter,
)
from cdktf_cdktf_provider_aws.rds_cluster_parameter_group import (
    RdsClusterParameterGroup,
    RdsClusterParameterGroupParameter,
)

from constructs import Construct

CLUSTER = "TLS only"
INSTANCES = "Slow statements in the log, statistics of all of them"
"""The purpose of each group, as AWS shows it."""


class Parameters(Construct):
    """The parameter groups of a cluster and of its instances.

    What may stand in either group stands in the instances': from major 18 on, Aurora reads it
    there only. Another family or description replaces a group, and the new one is made before the
    old one goes, so both are part of the name: AWS refuses two groups of one name.

    Args:
        scope: The stack.
        id_: The construct's id.
        name: First part of the groups' names.
        major_version: The major version of PostgreSQL.
        slow_query_milliseconds: From how long on a statement is logged.

    Attributes:
        cluster_group: The name of the cluster's group.
        instance_group: The name of the instances' group.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        major_version: str,
        slow_query_milliseconds: int,
    ) -> None:
        super().__init__(scope, id_)
        family = f"aurora-postgresql{major_version}"
        self.cluster_group = self._for_cluster(f"{name}-{family}", family)
        self.instance_group = self._for_instances(
            f"{name}-{family}", family, slow_query_milliseconds
        )

    def _for_cluster(self, name: str, family: str) -> str:
        # From version 17 on it is the default, which RDS reports as `pending-reboot` whatever was
        # asked, and each plan would change it back:
        # https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/db_parameter_group#problematic-plan-changes
        force_ssl = RdsClusterParameterGroupParameter(
            name="rds.force_ssl", value="1", apply_method="pending-reboot"
        )
        return RdsClusterParameterGroup(
            self,
            "cluster",
            name=_with_digest(name, CLUSTER),
            family=family,
            description=CLUSTER,
            parameter=[force_ssl],
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        ).name

    def _for_instances(self, name: str, family: str, slow_query_milliseconds: int) -> str:
        slow_queries = DbParameterGroupParameter(
            name="log_min_duration_statement",
            value=str(slow_query_milliseconds),
            apply_method="immediate",
        )
        statistics = DbParameterGroupParameter(
            name="shared_preload_libraries",
            value="pg_stat_statements",
            apply_method="pending-reboot",
        )
        return DbParameterGroup(
            self,
            "instance",
            name=_with_digest(name, INSTANCES),
            family=family,
            description=INSTANCES,
            parameter=[slow_queries, statistics],
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        ).name


def _with_digest(name: str, description: str) -> str:
    return f"{name}-{hashlib.sha256(description.encode()).hexdigest()[:6]}"
