#!/bin/sh
# tests/grind.sh DIR
#
# Fails where a process under valgrind had something to say (see tests/lib/grind), and shows it.
set -eu
lives=$(find "$1" -name '*.log' | wc -l)
[ "$lives" -gt 0 ] || { echo "valgrind: no process was looked at"; exit 1; }
# Lines with "--" are valgrind's own, about calls that it does not know.
bad=$(grep -l '^==' "$1"/*.log) || true
[ -z "$bad" ] || { printf '%s\n' "$bad" | xargs cat; echo "valgrind: errors in $(printf '%s\n' "$bad" | wc -l) of $lives processes"; exit 1; }
echo "valgrind: $lives processes without an error or a definite leak"
