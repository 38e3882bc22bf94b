"""One application: its namespace, what it may do in AWS, and its release of the shared chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf import ITerraformDependable

from config.applications.application import Application
from config.applications.policy import policy_statements
from config.kubernetes_names import APPLICATION_LABELS, PodSecurity, identity_labels
from config.role_names import OF_APPLICATIONS
from config.sections.application_limits import ApplicationLimits
from constructs import Construct
from constructs.apps.limits import add_limits
from constructs.cluster.pod_identity import PodIdentity
from constructs.helm.chart import Chart
from constructs.helm.release import helm_release
from constructs.helm.values import Number, values_text
from constructs.iam.documents import Statement
from constructs.ids import construct_id
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster


@dataclass(frozen=True, kw_only=True)
class DatabaseConnection:
    """How applications reach the database cluster.

    Attributes:
        writer_endpoint: The host of the writer.
        reader_endpoint: The host of the readers.
        port: The port of both.
        cluster_resource_id: The cluster's id in policies.
        cidrs: The networks of its instances.
        ca_bundle: The authorities that sign its certificate, as PEM; empty where they are unknown.
    """

    writer_endpoint: str
    reader_endpoint: str
    port: str
    cluster_resource_id: str
    cidrs: Sequence[str]
    ca_bundle: str


class ApplicationRelease(Construct):
    """An application in a namespace of its own, keyed by its name, so that no other knows of it.

    Args:
        scope: The construct of all applications.
        id_: The construct's id, which no other application has.
        cluster: The cluster, ready to take releases.
        application: The application.
        chart: The shared chart.
        connection: The database cluster.
        boundary: The ARN of the most that its pods may do in AWS.
        limits: How much it may have.
        after: What else must be there before its pods.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: ReadyCluster,
        application: Application,
        chart: Chart,
        connection: DatabaseConnection,
        boundary: str,
        limits: ApplicationLimits,
        after: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        name = application.name
        statements = policy_statements(
            application, cluster.control_plane.location, connection.cluster_resource_id
        )
        identity = self._identity(name, cluster, statements, boundary) if statements else None
        namespace = Namespace(
            self,
            name,
            pod_security=PodSecurity.RESTRICTED,
            # No pod of the service account starts without its identity: helm/cluster-policies. One
            # that gets an identity later runs on until EKS has been told of it.
            labels=APPLICATION_LABELS | identity_labels([name] if identity else []),
            after=[*cluster.ready, *([identity.association] if identity else [])],
        )
        bounds = add_limits(namespace, limits=limits)
        settings = _settings(application, connection, has_identity=identity is not None)
        helm_release(
            self,
            construct_id("release", taken=[name]),
            name=name,
            namespace=namespace.name,
            chart=chart,
            values=[
                values_text(application.values),
                *([values_text(settings)] if settings else []),
            ],
            after=[
                *namespace.policies,
                *bounds,
                *([identity.association] if identity else []),
                *after,
            ],
        )

    def _identity(
        self,
        name: str,
        cluster: ReadyCluster,
        statements: Sequence[Statement],
        boundary: str,
    ) -> PodIdentity:
        return PodIdentity(
            self,
            construct_id("identity", taken=[name]),
            control_plane=cluster.control_plane,
            name=f"{OF_APPLICATIONS}{name}",
            namespace=name,
            service_account=name,
            statements=statements,
            boundary=boundary,
        )


def _settings(
    application: Application, connection: DatabaseConnection, *, has_identity: bool
) -> dict[str, Any]:
    """Return the values that the platform adds to those of the application's folder."""
    # A right to call a service is of no use without a way to its API.
    apis = {"awsApis": True} if application.statements else {}
    settings: dict[str, Any] = {"podIdentity": {"enabled": True, **apis}} if has_identity else {}
    if application.database:
        database = application.database
        settings["database"] = {
            "host": connection.writer_endpoint,
            "readerHost": connection.reader_endpoint,
            "port": Number(connection.port),
            "name": database.name,
            "user": database.login,
            "cidrs": list(connection.cidrs),
            "caBundle": connection.ca_bundle,
        }
    return settings
