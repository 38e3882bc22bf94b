#!/bin/sh
# step.sh TITLE COMMAND...: runs one step of the set-up with its output in .logs/setup/, and shows
# what it is doing, every 30 s the last line of the output, and how long it took. A failed step shows
# the end of its output. Each line names the step, since two of them run at a time.
set -u
title=$1
name=${title% (*}
shift
log=.logs/setup/$(printf '%s' "$title" | tr -cs 'A-Za-z0-9' '-').log
mkdir -p "$(dirname "$log")"
printf '%s ...\n' "$title"
started=$(date +%s)

# Ends with this shell, however that ends.
ticks=0
while sleep 1 && kill -0 $$ 2>/dev/null; do
    ticks=$((ticks + 1))
    [ $((ticks % 30)) -eq 0 ] && printf '%s, %s s: %s\n' "$name" "$ticks" "$(tail -n 1 "$log" | cut -c 1-80)"
done &
progress=$!
trap 'kill "$progress" 2>/dev/null' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if "$@" >"$log" 2>&1 </dev/null; then
    printf '%s: done in %s s\n' "$name" "$(($(date +%s) - started))"
else
    status=$?
    printf '%s failed with exit status %s; the end of %s:\n' "$name" "$status" "$log"
    tail -n 25 "$log" | sed 's/^/    /'
    exit "$status"
fi
