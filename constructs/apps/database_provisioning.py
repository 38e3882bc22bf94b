"""Gives each application its database, by a Job in the cluster, from where it is reached."""

from collections.abc import Sequence
from typing import Final

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_helm.release import Release

from config.applications.database import ApplicationDatabase
from config.kubernetes_names import PodSecurity
from config.location import Location
from config.terraform_text import literal
from constructs import Construct
from constructs.apps.application import DatabaseConnection
from constructs.cluster.irsa_role import IrsaRole
from constructs.database.provisioning import provisioning_script
from constructs.helm.chart import own_chart
from constructs.helm.release import helm_release
from constructs.helm.values import Number, values_text
from constructs.iam.documents import Statement
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME: Final = "database-provisioning"
READER: Final = "master-secret-reader"


class DatabaseProvisioning(Construct):
    """The release that runs the script, in the one namespace that can read the master's secret.

    Args:
        scope: The stack.
        id_: The construct's id.
        cluster: The cluster, ready to take releases.
        databases: The databases to make.
        connection: The database cluster.
        master_secret_arn: The master's secret.
        kms_key_arn: The key of the secret.
        after: What serves the secret.

    Attributes:
        resource: The `helm_release`; who has a database waits for it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: ReadyCluster,
        databases: Sequence[ApplicationDatabase],
        connection: DatabaseConnection,
        master_secret_arn: str,
        kms_key_arn: str,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        location = cluster.control_plane.location
        namespace = Namespace(self, NAME, pod_security=PodSecurity.RESTRICTED, after=cluster.ready)
        role = IrsaRole(
            self,
            "role",
            control_plane=cluster.control_plane,
            name=READER,
            namespace=namespace.name,
            service_account=READER,
            statements=_statements(master_secret_arn, kms_key_arn, location),
        )
        settings = {
            "sql": literal(provisioning_script(databases)),
            "host": connection.writer_endpoint,
            "port": Number(connection.port),
            "cidrs": list(connection.cidrs),
            "caBundle": connection.ca_bundle,
            "masterSecretArn": master_secret_arn,
            "roleArn": role.arn,
            "region": location.region,
        }
        self.resource: Release = helm_release(
            self,
            "release",
            name=NAME,
            namespace=namespace.name,
            chart=own_chart(self, NAME),
            values=[values_text(settings)],
            after=[*namespace.policies, role.policy, *after],
        )


def _statements(secret_arn: str, key_arn: str, location: Location) -> tuple[Statement, ...]:
    via = {"StringEquals": {"kms:ViaService": location.host("secretsmanager")}}
    return (
        {
            "Effect": "Allow",
            "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            "Resource": secret_arn,
        },
        {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": key_arn, "Condition": via},
    )
