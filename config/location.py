"""Where an environment lives in AWS, and the names that follow from it."""

from dataclasses import dataclass

from config.aws.partitions import (
    CHINESE_ENDPOINT_SERVICES,
    DEFAULT_SUFFIX,
    SUFFIXED_PRINCIPALS,
    Partition,
    partition_of,
)


@dataclass(frozen=True, kw_only=True)
class Location:
    """The region and account of an environment, and with the region its partition.

    Attributes:
        region: The region.
        account_id: The account.
        role_path: The path of the roles that the stacks make; the account's root by default.
        permissions_boundary: The ARN of the policy that bounds them, if there is one.
    """

    region: str
    account_id: str
    role_path: str | None = None
    permissions_boundary: str | None = None

    @property
    def partition(self) -> str:
        """The AWS partition of the region, second part of every ARN."""
        return self._partition.id

    @property
    def dns_suffix(self) -> str:
        """The end of the names of AWS's hosts."""
        return self._partition.dns_suffix

    @property
    def account_arn(self) -> str:
        """The account as a principal: everyone whom its IAM policies admit."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of the account and region, which may hold wildcards."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def role_arn(self, name: str) -> str:
        """Return the ARN of a role of the account, by its name with its path."""
        return f"arn:{self.partition}:iam::{self.account_id}:role/{name}"

    def policy_arn(self, name: str) -> str:
        """Return the ARN of a policy of the account, by its name with its path."""
        return f"arn:{self.partition}:iam::{self.account_id}:policy/{name}"

    def managed_policy_arn(self, name: str) -> str:
        """Return the ARN of a policy that AWS manages, by its name with its path."""
        return f"arn:{self.partition}:iam::aws:policy/{name}"

    def service_principal(self, service: str) -> str:
        """Return the principal of a service, such as `eks.amazonaws.com` for `eks`."""
        return f"{service}.{self._principal_suffix(service)}"

    def regional_service_principal(self, service: str) -> str:
        """Return the principal of a service that has one in each region, such as `logs`."""
        return f"{service}.{self.region}.{self._principal_suffix(service)}"

    def host(self, service: str) -> str:
        """Return the host of a service in the region, as `kms:ViaService` names it."""
        return f"{service}.{self.region}.{self.dns_suffix}"

    def interface_endpoint(self, service: str) -> str:
        """Return the name by which a VPC reaches a service, such as `ecr.api`, by an interface."""
        if self.partition != "aws-cn" or service not in CHINESE_ENDPOINT_SERVICES:
            return self.gateway_endpoint(service)
        # The only one whose name has an end as well.
        end = ".cn" if service == "transcribe" else ""
        return f"cn.com.amazonaws.{self.region}.{service}{end}"

    def gateway_endpoint(self, service: str) -> str:
        """Return the name by which a VPC reaches a service by a gateway, in every partition."""
        return f"com.amazonaws.{self.region}.{service}"

    def _principal_suffix(self, service: str) -> str:
        """Return the end of a service's principal."""
        suffixed = SUFFIXED_PRINCIPALS.get(self.partition, ())
        return self.dns_suffix if service in suffixed else DEFAULT_SUFFIX

    @property
    def _partition(self) -> Partition:
        found = partition_of(self.region)
        if found is None:
            raise ValueError(f"{self.region} is no region of AWS")
        return found
