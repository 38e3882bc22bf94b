from collections.abc import Callable
from typing import Any

import pytest

from config.aws.aurora import FIRST_MINORS, INSTANCE_CLASSES, SERVERLESS
from config.errors import Mistake
from config.model import EnvironmentConfig

Accept = Callable[[object], EnvironmentConfig]
Refuse = Callable[[object], dict[str, Mistake]]
Environment = dict[str, Any]


@pytest.mark.parametrize(
    ("path", "off"),
    [
        ("database.deletion_protection", {"deletion_protection": False}),
        ("database.backup.final_snapshot", {"backup": {"final_snapshot": False}}),
    ],
)
@pytest.mark.parametrize("name", ["prod", "prod-eu", "production"])
def test_production_without_protection_is_refused(
    staging: Environment, mistakes: Refuse, name: str, path: str, off: dict[str, object]
) -> None:
    mistake = mistakes(staging | {"name": name, "database": off})[path]
    assert mistake.value == "false"
    assert "production" in mistake.problem
    assert mistake.remedy == "remove the key"


def test_another_environment_may_go_without_protection(
    staging: Environment, accepted: Accept
) -> None:
    off = {"deletion_protection": False, "backup": {"final_snapshot": False}}
    config = accepted(staging | {"database": off})
    assert config.database.deletion_protection is False


def test_protection_is_on_unless_it_is_turned_off(staging: Environment, accepted: Accept) -> None:
    database = accepted(staging | {"database": {}}).database
    assert (database.deletion_protection, database.backup.final_snapshot) == (True, True)


def test_a_maximum_below_the_fixed_readers_is_refused(
    staging: Environment, mistakes: Refuse
) -> None:
    readers = {"fixed": 4, "max": 3}
    mistake = mistakes(staging | {"database": {"readers": readers}})["database.readers"]
    assert "fixed 4 and max 3" in mistake.problem
    assert mistake.allowed == "fixed <= max"


def test_the_default_maximum_is_held_against_the_fixed_readers_too(
    staging: Environment, mistakes: Refuse
) -> None:
    assert "database.readers" in mistakes(staging | {"database": {"readers": {"fixed": 6}}})


def test_a_maximum_equal_to_the_fixed_readers_is_accepted(
    staging: Environment, accepted: Accept
) -> None:
    readers = {"fixed": 2, "max": 2}
    assert accepted(staging | {"database": {"readers": readers}}).database.readers.max == 2


@pytest.mark.parametrize("version", ["13.20", "19.1", "10.4"])
def test_an_unsupported_major_version_is_refused(
    staging: Environment, mistakes: Refuse, version: str
) -> None:
    refused = mistakes(staging | {"database": {"engine_version": version}})
    mistake = refused["database.engine_version"]
    assert "major version that is not supported" in mistake.problem
    assert "14, 15, 16, 17 and 18" in mistake.allowed


@pytest.mark.parametrize(
    ("instance_class", "below", "first"),
    [
        ("db.r8g.large", "17.3", "17.4"),
        ("db.r8g.large", "16.2", "16.3"),
        ("db.r8g.large", "15.6", "15.7"),
        ("db.r8g.large", "14.11", "14.12"),
        ("db.r7g.2xlarge", "14.6", "14.7"),
        ("db.r7g.2xlarge", "16.0", "16.1"),
        ("db.r6g.large", "15.1", "15.2"),
        ("db.t4g.medium", "14.2", "14.3"),
        ("db.serverless", "16.2", "16.3"),
    ],
)
def test_a_version_that_does_not_run_on_the_instance_class_is_refused(
    staging: Environment, mistakes: Refuse, instance_class: str, below: str, first: str
) -> None:
    database = {"instance_class": instance_class, "engine_version": below}
    mistake = mistakes(staging | {"database": database})["database.engine_version"]
    assert mistake.problem == f"does not run on {instance_class}"
    assert mistake.allowed.startswith(f"{first} or a later minor")


@pytest.mark.parametrize(
    ("instance_class", "version"),
    [("db.r8g.large", "14.12"), ("db.r7g.large", "14.7"), ("db.t4g.medium", "17.4")],
)
def test_the_first_version_that_runs_on_the_instance_class_is_accepted(
    staging: Environment, accepted: Accept, instance_class: str, version: str
) -> None:
    database = {"instance_class": instance_class, "engine_version": version}
    assert accepted(staging | {"database": database}).database.engine_version == version


def test_every_family_of_instance_classes_knows_its_first_minors() -> None:
    classes = {*INSTANCE_CLASSES, SERVERLESS}
    assert {name.split(".")[1] for name in classes} == set(FIRST_MINORS)


@pytest.mark.parametrize("version", ["17", "17.4.1", "latest", "17.x", 17.4])
def test_a_version_without_its_minor_number_in_quotes_is_refused(
    staging: Environment, mistakes: Refuse, version: object
) -> None:
    refused = mistakes(staging | {"database": {"engine_version": version}})
    assert "with major and minor number in quotes" in refused["database.engine_version"].allowed


@pytest.mark.parametrize(
    ("database", "path"),
    [
        ({"instance_class": "db.r5.large"}, "database.instance_class"),
        ({"storage_type": "gp3"}, "database.storage_type"),
        ({"readers": {"fixed": -1}}, "database.readers.fixed"),
        ({"serverless": {"min_acu": 0.3}}, "database.serverless.min_acu"),
        ({"serverless": {"min_acu": -0.5}}, "database.serverless.min_acu"),
        ({"serverless": {"max_acu": 0.5}}, "database.serverless.max_acu"),
        ({"serverless": {"max_acu": 256.5}}, "database.serverless.max_acu"),
        ({"generation": 0}, "database.generation"),
        ({"restore": {"snapshot": "-a"}}, "database.restore.snapshot"),
        (
            {"restore": {"snapshot": "arn:aws:rds:eu-west-1:1:snapshot:a"}},
            "database.restore.snapshot",
        ),
        ({"restore": {"cluster": "A"}}, "database.restore.cluster"),
        ({"backup": {"copy_to": {"vault_arn": "platform"}}}, "database.backup.copy_to.vault_arn"),
        ({"backup": {"copy_to": {"retention_days": 0}}}, "database.backup.copy_to.retention_days"),
        ({"readers": {"max": 16}}, "database.readers.max"),
        ({"backup": {"retention_days": 36}}, "database.backup.retention_days"),
        ({"backup": {"window": "1:00-2:00"}}, "database.backup.window"),
        ({"maintenance_window": "sunday:03:00-04:00"}, "database.maintenance_window"),
        (
            {"monitoring": {"insights_retention_days": 8}},
            "database.monitoring.insights_retention_days",
        ),
        (
            {"monitoring": {"metrics_interval_seconds": 0}},
            "database.monitoring.metrics_interval_seconds",
        ),
        (
            {"readers": {"autoscaling": {"target_percent": 95}}},
            "database.readers.autoscaling.target_percent",
        ),
    ],
)
def test_a_value_that_aws_would_refuse_is_refused_with_what_is_allowed(
    staging: Environment, mistakes: Refuse, database: dict[str, object], path: str
) -> None:
    mistake = mistakes(staging | {"database": database})[path]
    assert mistake.allowed


@pytest.mark.parametrize(
    ("backup", "maintenance"),
    [
        ("02:30-03:30", "sun:03:00-sun:04:00"),
        ("23:30-00:30", "mon:00:00-mon:01:00"),
        ("00:00-01:00", "sun:23:30-mon:00:30"),
    ],
)
def test_a_backup_in_the_maintenance_window_is_refused(
    staging: Environment, mistakes: Refuse, backup: str, maintenance: str
) -> None:
    database = {"backup": {"window": backup}, "maintenance_window": maintenance}
    mistake = mistakes(staging | {"database": database})["database.maintenance_window"]
    assert mistake.problem == f"meets the daily backup, {backup}"


def test_windows_that_touch_are_accepted(staging: Environment, accepted: Accept) -> None:
    database = {"backup": {"window": "02:00-03:00"}, "maintenance_window": "sun:03:00-sun:03:30"}
    assert accepted(staging | {"database": database}).database.backup.window == "02:00-03:00"


@pytest.mark.parametrize(
    ("database", "path"),
    [
        ({"backup": {"window": "01:00-01:29"}}, "database.backup.window"),
        ({"maintenance_window": "mon:05:00-mon:05:29"}, "database.maintenance_window"),
    ],
)
def test_a_window_of_less_than_half_an_hour_is_refused(
    staging: Environment, mistakes: Refuse, database: dict[str, object], path: str
) -> None:
    assert mistakes(staging | {"database": database})[path].problem == "lasts 29 minutes"


@pytest.mark.parametrize(
    ("subscription", "path"),
    [
        ({"protocol": "sms", "endpoint": "a@b.example"}, "alarms.subscriptions.0.protocol"),
        ({"protocol": "email", "endpoint": "nobody"}, "alarms.subscriptions.0.endpoint"),
        ({"protocol": "https", "endpoint": "http://b.example"}, "alarms.subscriptions.0.endpoint"),
        ({"protocol": "https", "endpoint": "a@b.example"}, "alarms.subscriptions.0"),
        ({"protocol": "email", "endpoint": "https://b.example"}, "alarms.subscriptions.0"),
    ],
)
def test_a_receiver_that_cannot_be_reached_is_refused(
    staging: Environment, mistakes: Refuse, subscription: dict[str, str], path: str
) -> None:
    assert path in mistakes(staging | {"alarms": {"subscriptions": [subscription]}})


def test_a_receiver_that_stands_twice_is_refused(staging: Environment, mistakes: Refuse) -> None:
    subscription = {"protocol": "email", "endpoint": "on-call@example.com"}
    refused = mistakes(staging | {"alarms": {"subscriptions": [subscription, dict(subscription)]}})
    assert refused["alarms.subscriptions.1"].problem == "stands twice"


@pytest.mark.parametrize("name", ["two--hyphens", "ends-", "-begins"])
def test_a_name_that_rds_would_refuse_is_refused(
    staging: Environment, mistakes: Refuse, name: str
) -> None:
    assert "project" in mistakes(staging | {"project": name})


def test_bounds_of_a_capacity_stand_only_with_the_serverless_class(
    staging: Environment, mistakes: Refuse
) -> None:
    database = {"instance_class": "db.r8g.large", "serverless": {"min_acu": 4}}
    mistake = mistakes(staging | {"database": database})["database.serverless"]
    assert mistake.allowed == "only with instance_class: db.serverless"


def test_bounds_of_a_capacity_are_in_order(staging: Environment, mistakes: Refuse) -> None:
    database = {"instance_class": "db.serverless", "serverless": {"min_acu": 20}}
    mistake = mistakes(staging | {"database": database})["database.serverless"]
    assert mistake.problem == "has min_acu 20 and max_acu 16"


def test_a_single_instance_may_stand_in_any_zone(staging: Environment, accepted: Accept) -> None:
    database = {"readers": {"fixed": 0, "max": 0}, "instance_zones": ["eu-west-1b"]}
    assert accepted(staging | {"database": database}).instance_zones == ("eu-west-1b",)


@pytest.mark.parametrize(
    ("database", "path"),
    [
        ({"readers": {"fixed": 0}}, "database.readers.fixed"),
        ({"serverless": {"min_acu": 0}}, "database.serverless.min_acu"),
        ({"serverless": {"min_acu": 0.0}}, "database.serverless.min_acu"),
    ],
)
def test_production_has_a_reader_and_does_not_pause(
    staging: Environment, mistakes: Refuse, database: dict[str, object], path: str
) -> None:
    data = staging | {
        "production": True,
        "database": {"instance_class": "db.serverless", **database},
    }
    assert mistakes(data)[path].allowed.endswith("or more in production")
