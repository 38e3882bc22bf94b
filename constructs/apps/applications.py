"""Every application, and before them their databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import ITerraformDependable, TerraformElement, TerraformStack

from config.applications.application import Application
from config.applications.boundary import applications_boundary_arn
from config.sections.application_rights import ApplicationsConfig
from constructs import Construct
from constructs.apps.admission_policies import add_admission_policies
from constructs.apps.application import ApplicationRelease, DatabaseConnection
from constructs.apps.database_provisioning import DatabaseProvisioning
from constructs.helm.chart import own_chart
from constructs.ids import construct_id
from constructs.kubernetes.ready_cluster import ReadyCluster

CHART = "microservice"
DATABASES = "databases"


class Applications(Construct):
    """A release of the shared chart for each application.

    Args:
        scope: The stack.
        id_: The construct's id.
        cluster: The cluster, ready to take releases.
        applications: The applications.
        allowed: What their owner lets them have.
        admission: What the admission policies must know of the environment.
        connection: The database cluster.
        master_secret_arn: The secret of the database's master.
        kms_key_arn: The key of that secret.
        after: The addons that applications rely on.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: ReadyCluster,
        applications: Sequence[Application],
        allowed: ApplicationsConfig,
        admission: Mapping[str, Any],
        connection: DatabaseConnection,
        master_secret_arn: str,
        kms_key_arn: str,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        chart = own_chart(self, CHART)
        self._forget_boundary()
        policies = add_admission_policies(self, values=admission, after=cluster.ready)
        databases = [each.database for each in applications if each.database]
        provisioned: list[ITerraformDependable] = []
        if databases:
            provisioning = DatabaseProvisioning(
                self,
                DATABASES,
                cluster=cluster,
                databases=databases,
                connection=connection,
                master_secret_arn=master_secret_arn,
                kms_key_arn=kms_key_arn,
                after=after,
            )
            provisioned.append(provisioning.resource)
        taken = {DATABASES, *(child.node.id for child in self.node.children)}
        for application in applications:
            ApplicationRelease(
                self,
                construct_id(application.name, taken=taken),
                cluster=cluster,
                application=application,
                chart=chart,
                connection=connection,
                boundary=applications_boundary_arn(
                    cluster.control_plane.location, cluster.control_plane.name
                ),
                limits=allowed,
                after=[policies, *after, *(provisioned if application.database else [])],
            )

    def _forget_boundary(self) -> None:
        """Leave the boundary, which this stack once made, to bootstrap.

        Terraform would destroy what is declared no more:
        https://developer.hashicorp.com/terraform/language/block/removed
        """
        kind = "aws_iam_policy"
        name = TerraformElement(self, "boundary", kind).friendly_unique_id
        forgotten = {"from": f"{kind}.{name}", "lifecycle": {"destroy": False}}
        TerraformStack.of(self).add_override("removed", [forgotten])
