#!/bin/sh
# Proves that the pure rooms do no input or output: every symbol that their objects
# need from outside must match a line of tests/pure.allow (extended regular expressions).
cd "$(dirname "$0")/.." || exit 1
build=${1:-build}
rooms=$(awk '$2 == "pure" {print $1}' src/ROOMS)
objects=$(for room in $rooms; do ls "$build/$room"/*.o 2>/dev/null; done)
[ -n "$objects" ] || { echo "pure: no objects"; exit 0; }
defined=$(mktemp) && needed=$(mktemp) && allow=$(mktemp) || exit 1
trap 'rm -f "$defined" "$needed" "$allow"' EXIT
# shellcheck disable=SC2086
nm --defined-only -g $objects | awk 'NF == 3 {print $3}' | sort -u > "$defined"
# shellcheck disable=SC2086
nm -u $objects | awk 'NF == 2 {print $2}' | sed 's/@.*//' | sort -u | comm -23 - "$defined" > "$needed"
grep -v '^#' tests/pure.allow | sed '/^$/d; s/^/^(/; s/$/)$/' > "$allow"
if grep -vEf "$allow" "$needed"; then
	echo "pure: the symbols above are not on tests/pure.allow"
	exit 1
fi
echo "pure: ok"
