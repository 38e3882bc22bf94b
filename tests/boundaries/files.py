"""An environment and an application that use every kind of field, for tests to change."""

from pathlib import Path

import yaml

from config.applications.application import Application
from config.applications.load import load_applications
from config.applications.placeholders import Placeholders
from config.environment import validate
from config.model import EnvironmentConfig
from config.yaml.source import load_yaml
from terraform_json.types import Json

ENVIRONMENT: Json = {
    "name": "trial",
    "project": "shop",
    "account_id": "111122223333",
    "region": "eu-west-1",
    "deploy_role": "deploy",
    "plan_role": "plan",
    "tags": {"Owner": "somebody"},
    "state": {"bucket": "shop-state", "lock_table": "shop-locks"},
    "network": {
        "cidr": "10.0.0.0/16",
        "zones": {
            f"eu-west-1{letter}": {
                "public": f"10.0.{index}.0/24",
                "database": f"10.0.{8 + index}.0/24",
                "private": f"10.0.{32 * (index + 1)}.0/19",
            }
            for index, letter in enumerate("abc")
        },
        "interface_endpoints": ["sts"],
    },
    "dns": {"domain": "shop.example.com", "hosted_zone_id": "Z0123456789ABC"},
    "cluster": {
        "version": "1.35",
        "addon_versions": {"coredns": "v1.14.6-eksbuild.4"},
        "public_access_cidrs": ["198.51.100.0/24"],
        "access": {
            "admins": ["arn:aws:iam::111122223333:role/admin"],
            "viewers": ["arn:aws:iam::111122223333:user/viewer"],
            "editors": {"cart": ["arn:aws:iam::111122223333:role/editor"]},
        },
    },
    "addons": {
        "releases": {"metrics-server": {"values": {"deep": [{"key": ["text"]}], "text": "x"}}}
    },
    "applications": {
        "shared_resources": {"cart": ["arn:aws:s3:::pictures/*"]},
        "shared_secrets": {"cart": ["trial/mail"]},
    },
    "database": {"engine_version": "17.9", "instance_class": "db.r8g.large"},
    "alarms": {
        "subscriptions": [
            {"protocol": "email", "endpoint": "on-call@example.com"},
            {"protocol": "https", "endpoint": "https://example.com/hook"},
        ]
    },
}
VALUES: Json = {
    "image": {"repository": "example.com/cart", "tag": "1", "digest": f"sha256:{'0' * 64}"},
    "command": ["/cart"],
    "args": ["--verbose"],
    "extraPorts": {"metrics": 9090},
    "env": {"LEVEL": "info"},
    "secretEnv": {"TOKEN": {"key": "token"}},
    "config": {"mountPath": "/etc/cart", "files": {"cart.conf": "text\n"}},
    "externalSecret": {"data": {"token": {"secret": "trial/cart", "property": "token"}}},
    "volumes": {"cache": {"mountPath": "/cache", "emptyDir": {"sizeLimit": "1Mi"}}},
    "ingresses": [
        {
            "host": "cart.shop.example.com",
            "paths": ["/cart"],
            "annotations": {"nginx.org/client-max-body-size": "4m"},
        }
    ],
    "networkPolicy": {"egress": {"payments": {"cidrs": ["203.0.113.0/24"], "ports": [443]}}},
    "monitoring": {
        "serviceMonitor": {"enabled": True, "path": "/metrics"},
        "prometheusRule": {
            "enabled": True,
            "rules": [
                {
                    "alert": "Slow",
                    "expr": "up > 0",
                    "labels": {"severity": "warning"},
                    "annotations": {"summary": "slow"},
                }
            ],
        },
    },
}
PLATFORM: Json = {
    "database": True,
    "iam": [{"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::trial-cart-pictures/*"]}],
}


def environment_of(data: Json) -> EnvironmentConfig:
    """Return the configuration that a file with this data holds."""
    return validate(load_yaml(yaml.safe_dump(data), Path("trial.yaml")))


def application_of(folder: Path, values: Json, platform: Json) -> Application:
    """Return the one application, `cart`, that files with these data describe."""
    cart = folder / "apps" / "cart"
    cart.mkdir(parents=True, exist_ok=True)
    (cart / "values.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    (cart / "platform.yaml").write_text(yaml.safe_dump(platform), encoding="utf-8")
    placeholders = Placeholders.of(environment_of(ENVIRONMENT))
    (application,) = load_applications(cart.parent, placeholders)
    return application
