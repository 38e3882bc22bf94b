#!/bin/sh
# Installs the locked Node.js packages. The only install scripts that run are those that bring the
# Node.js binary and link PostgreSQL's libraries, on Linux. cdktf's terminal library has binaries for
# Node.js 22 with it, and its script would try to compile for the system's version instead.
set -eu
npm ci --no-audit --no-fund --ignore-scripts
npm rebuild node postgres-14 postgres-18
