#!/bin/sh
# Renews Pipfile.lock, package-lock.json and the requirements of pipenv and checkov: every package with
# its hashes, for every system, and without the registry they were resolved from. A user's own mirror
# must work, and pip and npm find it in their own configuration.
set -eu
pipenv=$PWD/.tools/pipenv/bin/pipenv
export PIPENV_IGNORE_VIRTUALENVS=1
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

"$pipenv" lock --dev
.venv/bin/python - <<'PYTHON'
import json
from pathlib import Path

path = Path("Pipfile.lock")
lock = json.loads(path.read_text(encoding="utf-8"))
lock["_meta"]["sources"] = []
path.write_text(json.dumps(lock, indent=4, sort_keys=True) + "\n", encoding="utf-8")
PYTHON

for tool in checkov pipenv; do
    mkdir "$fresh/$tool"
    cp "tools/$tool/Pipfile" "$fresh/$tool"
    (
        cd "$fresh/$tool"
        PIPENV_VENV_IN_PROJECT=1 "$pipenv" lock
        "$pipenv" requirements --hash --exclude-index --exclude-markers >requirements.txt
    )
    sed -e '/^$/d' -e 's/ --hash/ \\\
    --hash/g' "$fresh/$tool/requirements.txt" >"tools/$tool/requirements.txt"
done

# In a folder of its own: npm asks the registry for the integrity of packages that it resolves, and it
# takes those of a node_modules or a lock beside it as they are, without.
mkdir "$fresh/node"
cp package.json "$fresh/node"
(cd "$fresh/node" && npm install --package-lock-only --omit-lockfile-registry-resolved)
mv "$fresh/node/package-lock.json" package-lock.json
