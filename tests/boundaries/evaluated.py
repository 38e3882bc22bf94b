"""What Terraform itself makes of strings of its JSON."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path


def evaluated(strings: Sequence[str], folder: Path) -> list[str]:
    """Return each string as Terraform reads it, by outputs, which need no provider."""
    outputs = {f"text{index}": {"value": each} for index, each in enumerate(strings)}
    (folder / "main.tf.json").write_text(json.dumps({"output": outputs}), encoding="utf-8")
    _terraform("apply", "-auto-approve", folder=folder)
    read = json.loads(_terraform("output", "-json", folder=folder))
    return [read[name]["value"] for name in outputs]


def _terraform(*arguments: str, folder: Path) -> str:
    command = ["terraform", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
