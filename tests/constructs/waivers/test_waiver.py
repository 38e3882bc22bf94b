"""Every waiver of the constructs, against checkov: where it is needed, and where it is not."""

from pathlib import Path
from typing import Any, get_args

import pytest
from cdktf import App

from config.model import EnvironmentConfig
from config.sections.cluster import ClusterConfig
from config.sections.database import DatabaseConfig
from config.sections.network import NetworkConfig
from config.sections.section import Section
from constructs.waivers.waiver import YEAR_DAYS, Check
from ops.checkov import compare, read_stacks, run_checkov, waivers
from stacks.platform import build_platform

PARTS: dict[str, type[Section]] = {
    "cluster": ClusterConfig,
    "database": DatabaseConfig,
    "network": NetworkConfig,
}
# What decides whether there is a waiver: an environment that needs all, and two that need fewer.
PROTECTED: dict[str, Any] = {
    "deletion_protection": True,
    "monitoring": {"log_retention_days": YEAR_DAYS},
    "backup": {
        "copy_to": {"vault_arn": "arn:aws:backup:eu-central-1:111122223333:backup-vault:platform"}
    },
}
ENVIRONMENTS: dict[str, dict[str, dict[str, Any]]] = {
    "open": {
        "cluster": {"public_access_cidrs": ["0.0.0.0/0"], "log_retention_days": 14},
        "database": {"deletion_protection": False, "monitoring": {"log_retention_days": 14}},
        "network": {"flow_logs": {"retention_days": 14}},
    },
    "limited": {
        "cluster": {"public_access_cidrs": ["198.51.100.0/24"], "log_retention_days": YEAR_DAYS},
        "database": PROTECTED,
        "network": {"flow_logs": {"retention_days": YEAR_DAYS}},
    },
    "closed": {"cluster": {"public_access_cidrs": []}},
}


@pytest.fixture
def synthesized(staging_config: EnvironmentConfig, tmp_path: Path) -> Path:
    """Return a folder with the stacks of each of `ENVIRONMENTS`."""
    for name, changes in ENVIRONMENTS.items():
        given = staging_config.model_dump(mode="json")
        update = {
            part: kind.model_validate(given[part] | changes.get(part, {}))
            for part, kind in PARTS.items()
        }
        app = App(outdir=str(tmp_path / name))
        build_platform(app, staging_config.model_copy(update=update), [])
        app.synth()
    return tmp_path


def test_checkov_finds_each_thing_that_is_waived_and_nothing_else(synthesized: Path) -> None:
    stacks = read_stacks(synthesized)
    assert list(compare(run_checkov(stacks), waivers(stacks))) == []
    met = {finding.check for finding in waivers(stacks)}
    unmet = set(get_args(Check)) - met
    assert not unmet, f"no environment of this test has these waivers: {unmet}"
