"""external-secrets: Secrets of the cluster from AWS Secrets Manager."""

from dataclasses import replace

from config.addons.names import EXTERNAL_SECRETS
from constructs import Construct
from constructs.addons.context import AddonContext, Installed
from constructs.addons.helm_addon import Identity, helm_addon
from constructs.helm.release import own_release
from constructs.helm.values import values_text
from constructs.iam.documents import Statement

NAME = EXTERNAL_SECRETS
SERVICE_ACCOUNT = NAME
STORE = "secret-store"


def add(context: AddonContext) -> Installed:
    """Add the controller, and the store by which every application's ExternalSecrets are served.

    The controller reads the secrets whose names begin with the environment's and a slash, of which
    synth gives each application its own. The master's secret of the database is not among them, and
    is denied as well. An application with an ExternalSecret waits for the store.
    """
    location = context.control_plane.location
    secrets = location.arn("secretsmanager", f"secret:{context.inputs.environment}/*")
    parent = Construct(context.scope, NAME)
    controller = helm_addon(
        context,
        parent=parent,
        identity=Identity(
            service_account=SERVICE_ACCOUNT,
            role=NAME,
            statements=_statements(secrets, context.inputs.master_secret_arn),
        ),
    )
    # A chart of ours, since an object of a kind cannot be planned before the kind is known.
    store = own_release(
        parent,
        STORE,
        namespace=context.addon.file.namespace,
        values=[values_text({"region": location.region})],
        after=[controller.ready],
    )
    return replace(controller, ready=store)


def _statements(secrets: str, master_secret_arn: str) -> tuple[Statement, ...]:
    read = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    return (
        {"Effect": "Allow", "Action": read, "Resource": secrets},
        {"Effect": "Deny", "Action": read, "Resource": master_secret_arn},
    )
