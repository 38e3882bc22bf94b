#!/bin/sh
# Installs the locked Python packages into .venv, by a pipenv of our own so that none is needed.
set -eu
[ -x .tools/pipenv/bin/python ] || python3 -m venv .tools/pipenv
.tools/pipenv/bin/pip install --quiet --disable-pip-version-check \
    --require-hashes --requirement tools/pipenv/requirements.txt
PIPENV_VENV_IN_PROJECT=1 PIPENV_IGNORE_VIRTUALENVS=1 PIPENV_NOSPIN=1 .tools/pipenv/bin/pipenv sync --dev
