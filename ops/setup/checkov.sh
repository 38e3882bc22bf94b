#!/bin/sh
# Installs checkov into a virtual environment of its own: it pins versions of boto3 and networkx that
# the project's other packages cannot share.
set -eu
[ -x .tools/checkov/bin/pip ] || python3 -m venv .tools/checkov
.tools/checkov/bin/pip install --quiet --no-compile --disable-pip-version-check --no-deps \
    --require-hashes --requirement tools/checkov/requirements.txt
