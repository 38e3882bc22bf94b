"""The outputs that one stack hands to another. Only a contract names an output's key."""

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from typing import Any, ClassVar, Self, get_origin

from cdktf import DataTerraformRemoteStateS3, TerraformOutput, TerraformStack, Token

from constructs import Construct
from stacks.base import StackName, StateBackend


@dataclass(frozen=True, kw_only=True)
class Contract:
    """The outputs of a stack: each field is one, of strings: one, a tuple, or a mapping."""

    producer: ClassVar[StackName]

    def export(self, stack: TerraformStack) -> None:
        """Write every field as an output.

        At stack scope, because CDKTF adds a hash to the name of an output inside a construct.
        """
        for field in fields(self):
            value = getattr(self, field.name)
            exported = list(value) if isinstance(value, tuple) else value
            TerraformOutput(stack, field.name, value=exported)

    @classmethod
    def from_remote_state(cls, scope: Construct, backend: StateBackend) -> Self:
        """Return the outputs as references to the producer's state.

        Args:
            scope: The stack that consumes them. It must also depend on the producer, so that
                cdktf deploys them in order.
            backend: Where the environment's states are kept.
        """
        state = DataTerraformRemoteStateS3(
            scope,
            f"{cls.producer}-state",
            bucket=backend.bucket,
            key=backend.key(cls.producer),
            region=backend.region,
        )
        return cls(**{field.name: _reference(state, field) for field in fields(cls)})


def _reference(state: DataTerraformRemoteStateS3, field: Field[Any]) -> Any:  # noqa: ANN401
    """Return a field as a reference, of the field's own type.

    A list and a mapping are one token until Terraform reads them: they cannot be counted here, and
    a mapping's item is had by `Fn.lookup`.
    """
    if field.type is str:
        return state.get_string(field.name)
    if get_origin(field.type) is tuple:
        return tuple(state.get_list(field.name))
    return Token.as_string_map(state.get(field.name))


@dataclass(frozen=True, kw_only=True)
class NetworkOutputs(Contract):
    """The outputs of `networking` for the other stacks. Lists are in the order of `zones`.

    A zone that is draining is in no list but that of the addresses: the others say where to place.

    Attributes:
        vpc_id: The VPC.
        vpc_cidr_block: Its addresses.
        zones: The availability zones that are not draining, in alphabetical order.
        public_subnet_ids: The subnets of load balancers and NAT gateways.
        private_subnet_ids: The subnets of nodes and pods.
        node_subnet_ids: The same by zone, those of zones that are draining included, in which
            nodes stand until they are drained.
        nat_public_ips: The addresses from which the environment reaches the internet, for people.
        database_subnet_group_name: The subnet group for databases.
        database_clients_security_group_id: The group whose members may reach the databases.
        hosted_zone_id: The zone of the environment's domain.
        name_servers: What to enter where the domain is registered; none for a zone that exists.
        access_logs_bucket: Where the load balancer writes its log, and may.
    """

    producer = StackName.NETWORKING

    vpc_id: str
    vpc_cidr_block: str
    zones: tuple[str, ...]
    public_subnet_ids: tuple[str, ...]
    private_subnet_ids: tuple[str, ...]
    node_subnet_ids: Mapping[str, str]
    nat_public_ips: tuple[str, ...]
    database_subnet_group_name: str
    database_clients_security_group_id: str
    hosted_zone_id: str
    name_servers: tuple[str, ...]
    access_logs_bucket: str


@dataclass(frozen=True, kw_only=True)
class DatabaseOutputs(Contract):
    """The outputs of `databases` for the other stacks.

    Attributes:
        writer_endpoint: The host name of whichever instance is the writer.
        reader_endpoint: The host name that leads to the readers in turn.
        port: The port of both.
        cluster_resource_id: The cluster's id in `rds-db:connect` policies.
        master_secret_arn: The secret with the master's user name and password.
        kms_key_arn: The key of the storage and the secret.
        application_connections_per_pod: The most connections that a pod of each application with a
            database opens, for the analysis of resilience.
    """

    producer = StackName.DATABASES

    writer_endpoint: str
    reader_endpoint: str
    port: str
    cluster_resource_id: str
    master_secret_arn: str
    kms_key_arn: str
    application_connections_per_pod: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ClusterOutputs(Contract):
    """The outputs of `k8s` for people and pipelines.

    Attributes:
        cluster_name: The EKS cluster.
        cluster_endpoint: The URL of its Kubernetes API.
        kubectl_command: The command that makes kubectl use the cluster.
        log_group_names: Where its logs are.
        certificate_arn: The certificate of the environment's domain.
    """

    producer = StackName.K8S

    cluster_name: str
    cluster_endpoint: str
    kubectl_command: str
    log_group_names: tuple[str, ...]
    certificate_arn: str
