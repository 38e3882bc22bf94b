"""Answers of RDS on clusters, instances and parameters, where moto 5.2.5 answers otherwise.

Each made Terraform plan a change right after an apply, stopped a restore, or let nobody log in:
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/Welcome.html
"""

import json
import secrets
from typing import Any, Final

from moto.core.responses import ActionResult
from moto.rds import urls
from moto.rds.models import DBCluster, DBInstance, MasterUserSecret
from moto.rds.responses import RDSResponse

PASSWORD_BYTES: Final = 24
_INSIGHTS = {
    "EnablePerformanceInsights": "performance_insights_enabled",
    "PerformanceInsightsKMSKeyId": "performance_insights_kms_key_id",
    "PerformanceInsightsRetentionPeriod": "performance_insights_retention_period",
}


def extend() -> None:
    """Make moto's RDS answer as AWS does."""
    urls.url_paths["{0}/$"] = _Response.dispatch
    # The serializer reads this property, and moto offers no hook.
    DBCluster.scaling_configuration_info = property(_scaling)  # type: ignore[assignment, method-assign]
    DBCluster.get_cfg = _configuration  # type: ignore[assignment, method-assign]
    # moto offers no hook.
    MasterUserSecret._generate_secret_string = _master_secret  # type: ignore[assignment, method-assign]  # noqa: SLF001


class _Response(RDSResponse):
    def create_db_instance(self) -> ActionResult:
        return self._with_insights(super().create_db_instance())

    def modify_db_instance(self) -> ActionResult:
        return self._with_insights(super().modify_db_instance())

    def modify_db_cluster(self) -> ActionResult:
        """Turn logins by IAM on and off; moto keeps the word under another name."""
        cluster = self.backend.clusters.get(self.params["DBClusterIdentifier"])
        if cluster and "EnableIAMDatabaseAuthentication" in self.params:
            cluster.iam_auth = self.params["EnableIAMDatabaseAuthentication"]
        return super().modify_db_cluster()

    def describe_db_parameters(self) -> ActionResult:
        """Say of each parameter that a user set it: moto holds no others."""
        answer: Any = super().describe_db_parameters().result
        parameters = [{**parameter, "Source": "user"} for parameter in answer["Parameters"]]
        return ActionResult({"Parameters": parameters})

    def _with_insights(self, result: ActionResult) -> ActionResult:
        """Keep what the request says of Performance Insights; moto drops it."""
        answer: Any = result.result
        instance: DBInstance = answer["DBInstance"]
        for parameter, attribute in _INSIGHTS.items():
            if parameter in self.params:
                setattr(instance, attribute, self.params[parameter])
        return result


_moto_scaling = DBCluster.scaling_configuration_info.fget  # type: ignore[attr-defined]  # a property


def _scaling(cluster: DBCluster) -> dict[str, Any] | None:
    """Say nothing of the scaling of a cluster that is not serverless."""
    configuration: dict[str, Any] | None = _moto_scaling(cluster)
    return configuration if cluster.scaling_configuration else None


_moto_configuration = DBCluster.get_cfg


def _configuration(cluster: DBCluster) -> dict[str, Any]:
    """Return what a snapshot restores; moto asks for a password, which RDS keeps to itself."""
    vars(cluster).setdefault("_master_user_password", "")
    return _moto_configuration(cluster)


def _master_secret(secret: MasterUserSecret) -> str:
    """Return the name and a password of the master user; moto has the same for every cluster."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    return json.dumps({"username": secret.resource.master_username, "password": password})
