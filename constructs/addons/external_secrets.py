"""external-secrets: Secrets of the cluster from AWS Secrets Manager."""

from config.sections.addons import AddonsConfig
from constructs import Construct
from constructs.addons.helm_addon import HelmAddon
from constructs.cluster.pod_identity import PodIdentity
from constructs.helm.chart import own_chart
from constructs.helm.release import helm_release
from constructs.helm.values import values_text
from constructs.iam.documents import Statement
from constructs.kubernetes.namespace import Namespace
from constructs.kubernetes.ready_cluster import ReadyCluster

NAME = "external-secrets"
STORE = "secret-store"


class ExternalSecrets(Construct):
    """The controller, and the store by which every application's ExternalSecrets are served.

    The controller reads the secrets whose names begin with the environment's and a slash, of which
    synth gives each application its own. The master's secret of the database is not among them, and
    is denied besides.

    Args:
        scope: The stack or construct.
        id_: The construct's id.
        cluster: The cluster, ready to take releases.
        addons: The addons' part of the environment file.
        namespace: The controller's namespace.
        environment: The environment's name.
        master_secret_arn: The secret that must not be served.

    Attributes:
        store: The release of the store; whoever has an ExternalSecret waits for it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        cluster: ReadyCluster,
        addons: AddonsConfig,
        namespace: Namespace,
        environment: str,
        master_secret_arn: str,
    ) -> None:
        super().__init__(scope, id_)
        location = cluster.control_plane.location
        secrets = location.arn("secretsmanager", f"secret:{environment}/*")
        identity = PodIdentity(
            self,
            "identity",
            control_plane=cluster.control_plane,
            name=NAME,
            namespace=namespace.name,
            service_account=NAME,
            statements=_statements(secrets, master_secret_arn),
        )
        controller = HelmAddon(
            self,
            NAME,
            cluster=cluster,
            addons=addons,
            after=[identity.association, *namespace.policies],
        )
        # A chart of ours, since an object of a kind cannot be planned before the kind is known.
        self.store = helm_release(
            self,
            STORE,
            name=STORE,
            namespace=namespace.name,
            chart=own_chart(self, STORE),
            values=[values_text({"region": location.region})],
            after=[controller.resource],
        )


def _statements(secrets: str, master_secret_arn: str) -> tuple[Statement, ...]:
    read = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    return (
        {"Effect": "Allow", "Action": read, "Resource": secrets},
        {"Effect": "Deny", "Action": read, "Resource": master_secret_arn},
    )
