#!/bin/sh
# digest.sh FOLDER: prints one SHA-256 for all files in a folder, for their names and what they hold.
set -eu
cd "$1"
files=$(find . -type f -print0 | LC_ALL=C sort --zero-terminated | xargs --null --no-run-if-empty sha256sum)
echo "$files" | sha256sum | cut -d ' ' -f 1
