"""The role of enhanced monitoring."""

from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment

from config.location import Location
from constructs import Construct
from constructs.iam.documents import on_behalf_of, taken_by
from constructs.iam.role import iam_role


class MonitoringRole(Construct):
    """The role by which RDS sends readings of the operating system to CloudWatch.

    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Monitoring.OS.Enabling.html

    Attributes:
        arn: The role's ARN.
        attachment: What gives the role its permissions; who uses the role depends on it.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, location: Location) -> None:
        super().__init__(scope, id_)
        # Any instance, since autoscaling names its readers by itself.
        instances = on_behalf_of(location, location.arn("rds", "db:*"))
        trust = taken_by(location, "monitoring.rds", instances)
        role = iam_role(
            self, "role", name=f"{name}-database-monitoring", location=location, trust=trust
        )
        policy = "service-role/AmazonRDSEnhancedMonitoringRole"
        self.attachment = IamRolePolicyAttachment(
            self, "policy", role=role.name, policy_arn=location.managed_policy_arn(policy)
        )
        self.arn = role.arn
