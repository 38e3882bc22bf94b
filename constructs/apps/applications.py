"""Every application, and before them their databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_aws.iam_policy import IamPolicy

from config.applications.application import Application
from config.applications.boundary import boundary_statements
from config.sections.application_rights import ApplicationsConfig
from config.sections.state import StateConfig
from constructs import Construct
from constructs.apps.admission_policies import add_admission_policies
from constructs.apps.application import ApplicationRelease, DatabaseConnection
from constructs.apps.database_provisioning import DatabaseProvisioning
from constructs.helm.chart import own_chart
from constructs.iam.documents import policy_document
from constructs.ids import construct_id
from constructs.kubernetes.ready_cluster import ReadyCluster

CHART = "microservice"
DATABASES = "databases"
BOUNDARY = "applications"
"""Last part of the name of the policy that the roles of all applications carry."""


class Applications(Construct):
    """A release of the shared chart for each application.

    Args:
        scope: The stack.
        id_: The construct's id.
        cluster: The cluster, ready to take releases.
        applications: The applications.
        allowed: What their owner lets them have.
        state: Where Terraform keeps its states, which no application reaches.
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
        state: StateConfig,
        admission: Mapping[str, Any],
        connection: DatabaseConnection,
        master_secret_arn: str,
        kms_key_arn: str,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        chart = own_chart(self, CHART)
        boundary = self._boundary(cluster, allowed, state, connection)
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
                boundary=boundary,
                limits=allowed,
                after=[policies, *after, *(provisioned if application.database else [])],
            )

    def _boundary(
        self,
        cluster: ReadyCluster,
        allowed: ApplicationsConfig,
        state: StateConfig,
        connection: DatabaseConnection,
    ) -> IamPolicy:
        """Return what IAM holds the roles of all applications to, whatever their policies say.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
        """
        control_plane = cluster.control_plane
        statements = boundary_statements(
            allowed.aws_services, control_plane.location, state, connection.cluster_resource_id
        )
        return IamPolicy(
            self,
            "boundary",
            name=f"{control_plane.name}-{BOUNDARY}",
            description="The most that applications may do in AWS",
            policy=policy_document(*statements),
        )
