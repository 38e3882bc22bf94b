#!/bin/sh
# Installs the locked Python packages into .venv, by a pipenv of our own so that none is needed.
set -eu
PIPENV_VERSION=2026.10.3

[ -x .tools/pipenv/bin/pipenv ] || python3 -m venv .tools/pipenv
.tools/pipenv/bin/pip install --quiet --disable-pip-version-check "pipenv==$PIPENV_VERSION"
PIPENV_VENV_IN_PROJECT=1 PIPENV_IGNORE_VIRTUALENVS=1 PIPENV_NOSPIN=1 .tools/pipenv/bin/pipenv sync --dev
