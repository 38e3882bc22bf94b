"""The sets of values that the chart is tried with."""

import yaml

from config.applications.chart_values import CHART
from config.aws.rds_authorities import database_authorities
from config.platform import load_platform
from terraform_json.types import Json

# What the platform adds where an application has a database.
DATABASE = {
    "database": {
        "host": "cluster.example.internal",
        "readerHost": "cluster-ro.example.internal",
        "port": 5432,
        "name": "backend",
        "user": "backend",
        "cidrs": ["10.0.96.0/24"],
        "caBundle": database_authorities("eu-west-1"),
    },
    "podIdentity": {"enabled": True},
}


def _values() -> dict[str, Json]:
    """Return every set of values by the name of its release."""
    cases: dict[str, Json] = {
        application.name: dict(application.values) | (DATABASE if application.database else {})
        for application in load_platform("staging").applications
    }
    for file in sorted(CHART.glob("ci/*-values.yaml")):
        name = f"ci-{file.name.removesuffix('-values.yaml')}"
        cases[name] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return cases


VALUES = _values()
REPLICATED = sorted(n for n, v in VALUES.items() if v.get("deployment", {}).get("enabled", True))
"""Those with a Deployment."""
SERVING = [name for name in REPLICATED if VALUES[name].get("port", 8080)]
"""Those with a port besides."""
