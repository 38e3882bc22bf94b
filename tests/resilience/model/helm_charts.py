"""Charts for tests that render."""

from pathlib import Path

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    metadata:
      labels: {app: {{ .Values.label | default "shop" }}}
    spec:
      containers: [{name: app}]
"""


def chart(folder: Path, **templates: str) -> Path:
    """Write a chart of templates, by the names of their files, and return its folder."""
    (folder / "templates").mkdir(parents=True)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: shop\nversion: 1.0.0\n")
    (folder / "values.yaml").write_text("replicas: 1\n")
    for name, text in templates.items():
        (folder / "templates" / f"{name}.yaml").write_text(text)
    return folder
