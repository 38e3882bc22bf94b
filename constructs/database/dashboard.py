"""The picture that people open when an alarm has gone off."""

import json
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard

from constructs import Construct
from constructs.database.alarms import NAMESPACE, ROLES
from constructs.database.cluster import AuroraCluster
from constructs.observability.resolution import MINUTE

# The dashboard's grid is 24 wide: two graphs a row.
_WIDTH, _HEIGHT = 12, 6

_GRAPHS = {
    "CPU (percent)": ("CPUUtilization", "Maximum"),
    "Connections": ("DatabaseConnections", "Maximum"),
    "Freeable memory (bytes)": ("FreeableMemory", "Minimum"),
    "Free local storage (bytes)": ("FreeLocalStorage", "Minimum"),
    "Reader lag (milliseconds)": ("AuroraReplicaLag", "Maximum"),
    "Deadlocks a second": ("Deadlocks", "Maximum"),
    "Commit latency (milliseconds)": ("CommitLatency", "Average"),
    "Load: active sessions": ("DBLoad", "Average"),
}


class DatabaseDashboard(Construct):
    """A CloudWatch dashboard of the writer and the worst reader, by role as the alarms are."""

    def __init__(self, scope: Construct, id_: str, *, cluster: AuroraCluster, region: str) -> None:
        super().__init__(scope, id_)
        widgets = [
            {
                "type": "metric",
                "x": index % 2 * _WIDTH,
                "y": index // 2 * _HEIGHT,
                "width": _WIDTH,
                "height": _HEIGHT,
                "properties": {"title": title, "region": region, **_series(cluster.name, *shown)},
            }
            for index, (title, shown) in enumerate(_GRAPHS.items())
        ]
        CloudwatchDashboard(
            self,
            "dashboard",
            dashboard_name=cluster.name,
            dashboard_body=json.dumps({"widgets": widgets}),
        )


def _series(cluster_name: str, metric: str, statistic: str) -> dict[str, Any]:
    roles = [
        [NAMESPACE, metric, "DBClusterIdentifier", cluster_name, "Role", role] for role in ROLES
    ]
    return {"stat": statistic, "period": MINUTE, "metrics": roles}
