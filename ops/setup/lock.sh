#!/bin/sh
# Renews Pipfile.lock and package-lock.json, without naming the registry they were resolved from: a
# user's own mirror must work, and pip and npm find it in their own configuration.
set -eu
PIPENV_IGNORE_VIRTUALENVS=1 .tools/pipenv/bin/pipenv lock --dev
.venv/bin/python - <<'PYTHON'
import json
from pathlib import Path

path = Path("Pipfile.lock")
lock = json.loads(path.read_text(encoding="utf-8"))
lock["_meta"]["sources"] = []
path.write_text(json.dumps(lock, indent=4, sort_keys=True) + "\n", encoding="utf-8")
PYTHON
npm install --package-lock-only --omit-lockfile-registry-resolved
