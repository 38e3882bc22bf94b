"""Values of our charts with a text of its own wherever people write one."""

from terraform_json.types import Json

DIGEST = "sha256:{}"


def _amounts(first: int) -> Json:
    """Return requests and limits, each of another number from `first`."""
    names = (("cpu", "m"), ("memory", "Mi"), ("ephemeral-storage", "Mi"))
    return {
        kind: {name: f"{first + above + n}{unit}" for n, (name, unit) in enumerate(names)}
        for kind, above in (("requests", 0), ("limits", len(names)))
    }


MICROSERVICE: Json = {
    "image": {
        "repository": "registry.example.com/sample-image",
        "tag": "sample-tag",
        "digest": DIGEST.format("1" * 64),
    },
    "command": ["sample-command"],
    "args": ["sample-argument"],
    "extraPorts": {"sample-port": 9000},
    "env": {"SAMPLE_PLAIN": "sample-variable"},
    "secretEnv": {
        "SAMPLE_OWN": {"key": "sample-key"},
        "SAMPLE_OTHER": {"key": "sample-foreign", "secret": "sample-others"},
    },
    "config": {"mountPath": "/sample/files", "files": {"sample.conf": "sample-content"}},
    "externalSecret": {
        "store": "sample-store",
        "refreshInterval": "111m",
        "data": {"sample-key": {"secret": "sample/secret", "property": "sample-property"}},
        "pullSecret": {"secret": "sample/registry", "property": "sample-login"},
    },
    "volumes": {
        "sample-empty": {"mountPath": "/sample/empty", "emptyDir": {"sizeLimit": "112Mi"}},
        "sample-map": {"mountPath": "/sample/map", "configMap": {"name": "sample-of-map"}},
        "sample-bag": {"mountPath": "/sample/bag", "secret": {"secretName": "sample-of-bag"}},
        "sample-disk": {
            "mountPath": "/sample/disk",
            "persistentVolumeClaim": {"claimName": "sample-of-disk"},
        },
    },
    "tmpSizeLimit": "113Mi",
    "initContainers": [
        {
            "name": "sample-first",
            "image": f"registry.example.com/sample-before@{DIGEST.format('3' * 64)}",
            "command": ["sample-begin"],
            "args": ["sample-begun"],
            "env": {"SAMPLE_FIRST": "sample-fresh"},
            "secretEnv": {
                "SAMPLE_BEFORE_OTHER": {"key": "sample-foreign", "secret": "sample-others"}
            },
            "mounts": {"sample-disk": "/sample/first"},
            "resources": _amounts(120),
        }
    ],
    "sidecars": {
        "sample-beside": {
            "image": f"registry.example.com/sample-sidecar@{DIGEST.format('4' * 64)}",
            "command": ["sample-accompany"],
            "args": ["sample-accompanied"],
            "env": {"SAMPLE_BESIDE": "sample-near"},
            "secretEnv": {
                "SAMPLE_NEXT_OTHER": {"key": "sample-foreign", "secret": "sample-others"}
            },
            "mounts": {"sample-disk": "/sample/beside"},
            "resources": _amounts(130),
            "startup": {"type": "grpc", "port": 9001, "service": "sample.Sidecar"},
            "readiness": {"type": "http", "port": 9002, "path": "/sample/sidecar"},
            "liveness": {"type": "exec", "command": ["sample-lively"]},
        }
    },
    "resources": {
        "requests": {"cpu": "114m", "memory": "115Mi", "ephemeral-storage": "116Mi"},
        "limits": {"cpu": "117m", "memory": "118Mi", "ephemeral-storage": "119Mi"},
    },
    "podDisruptionBudget": {"minAvailable": "34%"},
    "autoscaling": {
        "metrics": [
            {
                "type": kind,
                kind.lower(): {
                    "metric": {
                        "name": f"sample:{kind}",
                        "selector": {"matchLabels": {f"sample_{kind}": f"sample-of-{kind}"}},
                    },
                    "target": {"type": "AverageValue", "averageValue": average},
                },
            }
            for kind, average in (("Pods", "140m"), ("External", "141"))
        ]
    },
    "rollout": {
        "strategy": "canary",
        "maxSurge": "26%",
        "canary": {
            "analysis": {
                "prometheus": "http://sample-measured:9090",
                "metrics": {"sample-metric": {"series": "sample_series", "max": 27}},
            },
        },
    },
    "lifecycle": {"postStart": ["sample-started"], "preStop": ["sample-stopping"]},
    "schedules": {
        "sample-nightly": {
            "cron": "1 2 3 4 5",
            "timeZone": "Europe/Paris",
            "command": ["sample-execute"],
            "args": ["sample-carried"],
            "resources": _amounts(150),
        },
        "sample-weekly": {"cron": "6 7 8 9 0"},
    },
    "scheduleDefaults": {"timeZone": "Asia/Kolkata"},
    "probes": {
        "none": "sample-unasked",
        "startup": {"type": "grpc", "service": "sample.Startup"},
        "readiness": {"type": "http", "path": "/sample/ready"},
        "liveness": {"type": "exec", "command": ["sample-alive"]},
    },
    "nodeGroup": "sample-nodes",
    "priorityClassName": "sample-priority",
    "ingressClassName": "sample-class",
    "ingresses": [
        {
            "host": "sample.example.com",
            "paths": ["/sample/path"],
            "port": "sample-port",
            "annotations": {"example.com/sample-note": "sample-noted"},
        }
    ],
    "peers": {"calls": ["sample-callee"], "calledBy": ["sample-caller"]},
    "database": {
        "host": "sample-writer.example.com",
        "readerHost": "sample-reader.example.com",
        "port": 5432,
        "name": "sample-database",
        "user": "sample-user",
        "cidrs": ["192.0.2.0/25"],
        "caBundle": "-----BEGIN CERTIFICATE-----sample-authority",
    },
    "networkPolicy": {
        "ingressController": {"namespace": "sample-controllers", "name": "sample-nginx"},
        "prometheus": {"namespace": "sample-monitoring", "name": "sample-prometheus"},
        "egress": {"sample-egress": {"cidrs": ["198.51.100.0/25"], "ports": [443]}},
    },
    "monitoring": {
        "serviceMonitor": {
            "enabled": True,
            "port": "sample-port",
            "path": "/sample/metrics",
            "interval": "31s",
        },
        "prometheusRule": {
            "enabled": True,
            "rules": [
                {
                    "alert": "SampleAlert",
                    "expr": "sample_expression > 1",
                    "for": "32m",
                    "labels": {"team": "sample-labelled"},
                    "annotations": {"sample_annotation": "sample-annotated"},
                }
            ],
        },
    },
    "extraObjects": {
        "sample-headless": {"kind": "Service", "ports": ["sample-port"]},
        "sample-text": {"kind": "ConfigMap", "data": {"sample.extra": "sample-further"}},
    },
    "test": {"image": f"registry.example.com/sample-test@{DIGEST.format('2' * 64)}"},
}
PROVISIONING: Json = {
    "sql": "SELECT 'sample';",
    "host": "sample-host.example.com",
    "cidrs": ["192.0.2.0/25"],
    "caBundle": "-----BEGIN CERTIFICATE-----sample",
    "masterSecretArn": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:sample",
    "roleArn": "arn:aws:iam::111122223333:role/sample-role",
    "region": "xy-sample-1",
    "externalSecrets": {"namespace": "sample-namespace", "serviceAccount": "sample-account"},
    "image": {
        "repository": "registry.example.com/sample-image",
        "tag": "sample-tag",
        "digest": DIGEST.format("1" * 64),
    },
    "nodeGroup": "sample-nodes",
}
STORE: Json = {"name": "sample-store", "region": "xy-sample-1"}
SAMPLES = {
    "microservice": MICROSERVICE,
    "database-provisioning": PROVISIONING,
    "secret-store": STORE,
}
"""For each chart values with a text of its own wherever its schema takes one."""
