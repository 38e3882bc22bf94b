"""Where an environment lives in AWS, as its ARNs say it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Location:
    """The partition, region and account of an environment."""

    partition: str
    region: str
    account_id: str

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of the account and region, which may hold wildcards."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account_id}:{resource}"

    def role_arn(self, name: str) -> str:
        """Return the ARN of a role of the account, by its name with its path."""
        return f"arn:{self.partition}:iam::{self.account_id}:role/{name}"

    def managed_policy_arn(self, name: str) -> str:
        """Return the ARN of a policy that AWS manages, by its name with its path."""
        return f"arn:{self.partition}:iam::aws:policy/{name}"

    @property
    def account_arn(self) -> str:
        """The account as a principal: whoever its IAM policies admit."""
        return f"arn:{self.partition}:iam::{self.account_id}:root"
