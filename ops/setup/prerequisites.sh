#!/bin/sh
# Checks the programs that set-up cannot install itself, before any work starts.
# Prints every one that is missing or too old, with the remedy, and exits with 1.
set -u
missing=0

# need NAME MINIMUM VERSION REMEDY: VERSION is what the installed program reports, empty if absent.
need() {
    oldest=$(printf '%s\n%s\n' "$2" "$3" | sort -V | head -n 1)
    if [ -z "$3" ]; then
        found="is missing"
    elif [ "$oldest" != "$2" ]; then
        found="is $3"
    else
        return
    fi
    [ "$missing" -eq 0 ] && echo "Set-up needs programs that it cannot install itself:" >&2
    echo "  $1 $found, needed is $2 or newer: $4" >&2
    missing=1
}

# version COMMAND...: the first dotted number that the command prints.
version() { "$@" 2>/dev/null | grep -Eo '[0-9]+\.[0-9]+(\.[0-9]+)?' | head -n 1; }

need Python 3.11 "$(version python3 --version)" "install python3 and its venv module from your system's packages"
need Node.js 20.0.0 "$(version node --version)" "see https://nodejs.org/en/download (Debian 12 and Ubuntu 24.04 have 18 only)"
need npm 9.0.0 "$(version npm --version)" "it comes with Node.js; Debian and Ubuntu have it as the package npm"
need Go 1.26.4 "$(version go version)" "see https://go.dev/doc/install"
need Terraform 1.11.4 "$(CHECKPOINT_DISABLE=1 version terraform version)" "see https://developer.hashicorp.com/terraform/install"
need git 2.30.0 "$(version git --version)" "install git from your system's packages"

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    echo "  Python's venv module is missing: install it (Debian and Ubuntu: python3-venv)" >&2
    missing=1
fi
exit "$missing"
