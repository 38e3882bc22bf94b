"""Texts that YAML could take for something else, and values that hold one wherever people write."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from terraform_json.types import Json

Place = tuple[str, ...]

# What some reader of YAML takes for a boolean, a number, a null, or a sign of its own.
AWKWARD = (
    *("no", "NO", "on", "y", "null", "~", "true", "2024", "1e3", "0x1F", "010", "1_000"),
    *(".inf", "=", "<<", "1:30", "2024-01-01", "-", "?", "# x", "a #b", "a: b", "- a"),
    *("{a}", "[a]", "&a", "*a", "!a", "!!int 3", "%a", "@a", "`a`", "|", " leading", "trailing "),
    *("\ttab\t", "it's", 'say "so"', "back\\slash", "%s%d%q", "$(HOME)", "a\n\n\n", "\na"),
    *("a\r\nb\r", "word " * 60, "emoji \U0001f600 caf\u00e9", "\u05e2\u05d1\u05e8\u202eabc"),
    *("\ufeffa", "a\u0085b\u2028c", "a\x7fb\u009f\x1b[31m", "\uffff\u00a0a"),
    *("/no", "/~/@=,:", "/%23", "/2024", "nginx.org/no", "y/on", "0", "A"),
)
_ROLE = "kind: ClusterRoleBinding\nmetadata: {name: own}\nroleRef: {kind: ClusterRole, name: admin}"
# What ends the text where a template puts it, and goes on as a document or a template.
HOSTILE = (
    f"a\n---\n{_ROLE}\n",
    f'a"\n---\n{_ROLE}\n---\n',
    f"a'\n---\n{_ROLE}\n...\n",
    f"a\n...\n---\n{_ROLE}",
    *(f"a\n{' ' * deep}stolen: true\n" for deep in (2, 4, 6, 8, 12)),
    '", "stolen": "true", "b": "',
    "}}, stolen: true, {{",
    '\\", stolen: "',
    "{{ .Release.Name }}{{ fail `stolen` }}",
    '{{ include "microservice.name" . }}',
    "*/}}\nstolen: true\n{{/*",
    "a\u2028---\u2028kind: ClusterRoleBinding",
    "a\x00b",
)
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

# The chart calculates with it.
NUMERIC = {("podDisruptionBudget", "minAvailable")}
# What the API server writes in another way.
QUANTITIES = ("cpu", "memory", "ephemeral-storage", "sizeLimit", "tmpSizeLimit", "averageValue")
# No variable and no path may stand twice, so that a text stands at one of two places at a time.
UNIQUE: list[set[Place]] = [
    {
        ("env", "(key)"),
        ("config", "mountPath"),
        ("initContainers", "*", "env", "(key)"),
        ("initContainers", "*", "name"),
        ("sidecars", "*", "env", "(key)"),
        ("schedules", "(key)"),
    },
    {
        ("secretEnv", "(key)"),
        ("volumes", "*", "mountPath"),
        ("initContainers", "*", "secretEnv", "(key)"),
        ("sidecars", "(key)"),
        ("sidecars", "*", "secretEnv", "(key)"),
        ("extraObjects", "(key)"),
    },
]


def schema_of(chart: str) -> Json:
    """Return a chart's schema."""
    schema: Json = json.loads(Path(f"helm/{chart}/values.schema.json").read_text(encoding="utf-8"))
    return schema


def places(schema: Json, part: Json | None = None, place: Place = ()) -> Iterator[Place]:
    """Yield every place where a schema takes a text that is not one of a list."""
    part = resolved(schema, schema if part is None else part)
    if part.get("type") == "string":
        yield place
    for key, inner in part.get("properties", {}).items():
        yield from places(schema, inner, (*place, key)) if inner else ()
    for inner in part.get("patternProperties", {}).values():
        yield (*place, "(key)")
        yield from places(schema, inner, (*place, "*"))
    if "items" in part:
        yield from places(schema, part["items"], (*place, "*"))
    for inner in part.get("anyOf", ()):
        yield from places(schema, inner, place)


def texts(schema: Json, value: object, part: Json | None = None, place: Place = ()) -> Any:  # noqa: ANN401
    """Yield every text of values, keys of people's included, after its place in the schema."""
    part = resolved(schema, schema if part is None else part)
    if isinstance(value, dict):
        for key, item in value.items():
            own = key in part.get("properties", {})
            if not own:
                yield (*place, "(key)"), key
            inner = (
                part["properties"][key] if own else next(iter(part["patternProperties"].values()))
            )
            yield from texts(schema, item, inner, (*place, key if own else "*"))
    elif isinstance(value, list):
        for item in value:
            yield from texts(schema, item, part["items"], (*place, "*"))
    elif isinstance(value, str) and "enum" not in part:
        yield place, value


def replaced(data: Any, texts: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return data in which each text, as a key or value, is another one."""
    if isinstance(data, dict):
        return {texts.get(key, key): replaced(item, texts) for key, item in data.items()}
    if isinstance(data, list):
        return [replaced(item, texts) for item in data]
    return texts.get(data, data) if isinstance(data, str) else data


def replaced_within(data: Any, texts: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    """Return data in which each text, also as a part of longer ones, is another one."""
    if isinstance(data, dict):
        return {replaced_within(k, texts): replaced_within(v, texts) for k, v in data.items()}
    if isinstance(data, list):
        return [replaced_within(item, texts) for item in data]
    if isinstance(data, str):
        # All at once, so that nothing is looked for in what was put in; the longest first.
        pattern = "|".join(re.escape(text) for text in sorted(texts, key=len, reverse=True))
        return re.sub(pattern, lambda found: texts[found[0]], data)
    return data


def written(values: Json) -> str:
    """Return values as YAML with every text in double quotes."""
    return yaml.dump(values, Dumper=_Quoting, width=float("inf"))


def in_order(data: Any) -> Any:  # noqa: ANN401 - JSON
    """Return data with its lists sorted, since some are in the order of people's keys."""
    if isinstance(data, dict):
        return {key: in_order(item) for key, item in data.items()}
    if isinstance(data, list):
        return sorted(
            (in_order(item) for item in data), key=lambda item: json.dumps(item, sort_keys=True)
        )
    return data


def resolved(schema: Json, part: Json) -> Json:
    """Return what a reference in a schema stands for, or the part itself."""
    reference = part.get("$ref")
    return schema["definitions"][reference.rsplit("/", 1)[-1]] if reference else part


class _Quoting(yaml.SafeDumper):
    """Writes every text in double quotes, and everything out."""

    def ignore_aliases(self, data: object) -> bool:
        """Write no alias."""
        del data
        return True


_Quoting.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')
)
