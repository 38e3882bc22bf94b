#!/bin/sh
# Installs the locked Python packages into .venv, by a pipenv of our own so that none is needed.
set -eu
[ -x .tools/pipenv/bin/python ] || python3 -m venv .tools/pipenv
.tools/pipenv/bin/pip install --quiet --disable-pip-version-check \
    --require-hashes --requirement tools/pipenv/requirements.txt
# Python compiles a module when it is first imported. pip would compile all of them, which takes a
# minute, and of the providers' thousands of modules a hundred are ever imported. `no` stands for "do
# not compile": https://pip.pypa.io/en/stable/topics/configuration/#boolean-options.
export PIP_NO_COMPILE=no
PIPENV_VENV_IN_PROJECT=1 PIPENV_IGNORE_VIRTUALENVS=1 PIPENV_NOSPIN=1 .tools/pipenv/bin/pipenv sync --dev
