"""The parts that every stack has: its provider, its state and its tags."""

from dataclasses import dataclass
from enum import StrEnum

from cdktf import S3Backend, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags

from config.model import EnvironmentConfig
from config.state_keys import state_key
from constructs import Construct
from constructs.observability.topic import AlarmTopic

# From the release that the project is tested with up to the next that may break it.
TERRAFORM_VERSION = ">= 1.11.4, < 2.0.0"


class StackName(StrEnum):
    """The stacks, by the names that their states and directories carry."""

    NETWORKING = "networking"
    DATABASES = "databases"
    K8S = "k8s"


@dataclass(frozen=True, kw_only=True)
class StateBackend:
    """Where the states of one environment are kept.

    Attributes:
        bucket: The S3 bucket.
        lock_table: The DynamoDB table of the locks.
        region: The region of both.
        environment: The environment, first part of every key.
    """

    bucket: str
    lock_table: str
    region: str
    environment: str

    @classmethod
    def of(cls, config: EnvironmentConfig) -> "StateBackend":
        """Return the backend of an environment."""
        return cls(
            bucket=config.state.bucket,
            lock_table=config.state.lock_table,
            region=config.region,
            environment=config.name,
        )

    def key(self, stack: StackName) -> str:
        """Return the object key of a stack's state."""
        return state_key(self.environment, stack)


class PlatformStack(TerraformStack):
    """A stack of one environment, with a provider that refuses any other account.

    Attributes:
        config: The environment.
        qualified_name: The names of the project, the environment and the stack.
        backend: Where the states of the environment are kept.
    """

    def __init__(self, scope: Construct, name: StackName, *, config: EnvironmentConfig) -> None:
        super().__init__(scope, name)
        self.config = config
        self.qualified_name = f"{config.qualified_name}-{name}"
        self.backend = StateBackend.of(config)
        self._keep_state(name)
        self.add_override("terraform.required_version", TERRAFORM_VERSION)
        AwsProvider(
            self,
            "aws",
            region=config.region,
            allowed_account_ids=[config.account_id],
            default_tags=[AwsProviderDefaultTags(tags=default_tags(config, name))],
        )

    def _alarm_topic(self, *, rds_events: bool = False) -> AlarmTopic:
        """Return the topic of the stack's alarms.

        Args:
            rds_events: Whether RDS may publish to it.
        """
        return AlarmTopic(
            self,
            "alarm-topic",
            name=self.qualified_name,
            location=self.config.location,
            subscriptions=self.config.alarms.subscriptions,
            rds_events=rds_events,
        )

    def _keep_state(self, name: StackName) -> None:
        backend = S3Backend(
            self,
            bucket=self.backend.bucket,
            key=self.backend.key(name),
            region=self.backend.region,
            encrypt=True,
            dynamodb_table=self.backend.lock_table,
        )
        # Both locks at once is Terraform's own way off DynamoDB; the binding lacks this one:
        # https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
        backend.add_override("use_lockfile", True)  # noqa: FBT003 - a value of the JSON


def default_tags(config: EnvironmentConfig, name: StackName) -> dict[str, str]:
    """Return the tags that every resource of a stack carries; the owner's come first."""
    return {**config.tags, **platform_tags(config, name)}


def platform_tags(config: EnvironmentConfig, name: StackName) -> dict[str, str]:
    """Return the tags by which the resources of a stack are told from all others."""
    return {
        "Environment": config.name,
        "ManagedBy": "cdktf",
        "Project": config.project,
        "Stack": str(name),
    }
