"""Two syntheses, small enough to read, for the review to compare."""

import json
from pathlib import Path
from typing import Any

import yaml

from delivery.review.page import review_page
from delivery.review.review import reviews

Json = dict[str, Any]

CHART = "assets/chart"
TEMPLATE = """\
{{- range .Values.objects }}
---
{{ toYaml . }}
{{- end }}
"""


def deployment(image: str = "nginx:1", replicas: int | None = 3, **spec: object) -> Json:
    """Return the manifest of a Deployment."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "app1"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "app1"}},
            "template": {"spec": {"containers": [{"name": "app1", "image": image}]}},
            **spec,
        },
    }


def release(*objects: Json, **others: object) -> Json:
    """Return a stack with a release whose chart makes these objects."""
    values = yaml.safe_dump({"objects": list(objects)})
    block = {"name": "app1", "namespace": "app1", "chart": CHART, "version": "1", **others}
    return {"resource": {"helm_release": {"app1": {"values": [values], **block}}}}


def reviewed(folder: Path, before: Json, after: Json) -> str:
    """Return the review of a stack of `staging` before and after a change."""
    return told(folder, {"staging": before}, {"staging": after})


def told(folder: Path, before: dict[str, Json], after: dict[str, Json]) -> str:
    """Return the review of a stack of each environment before and after a change."""
    for side, environments in {"base": before, "head": after}.items():
        for environment, stack in environments.items():
            write(folder / side / environment, stack)
    return review_page(reviews(folder / "base", folder / "head", compared=lambda *_: []))


def section(page: str, title: str) -> str:
    """Return the lines of a section of a review."""
    below = page.partition(f"### {title}\n")[2].partition("\n\n")[0].rstrip("\n")
    return f"{below}\n" if below else ""


def write(folder: Path, stack: Json) -> None:
    """Write what synthesis would: a manifest, a stack `k8s`, and the chart of its releases."""
    listed = {
        "name": "k8s",
        "constructPath": "k8s",
        "dependencies": [],
        "synthesizedStackPath": "stacks/k8s/cdk.tf.json",
    }
    files = {
        "manifest.json": json.dumps({"stacks": {"k8s": listed}}),
        "stacks/k8s/cdk.tf.json": json.dumps(stack),
        f"stacks/k8s/{CHART}/Chart.yaml": "{apiVersion: v2, name: chart, version: 1.0.0}",
        f"stacks/k8s/{CHART}/templates/all.yaml": TEMPLATE,
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
