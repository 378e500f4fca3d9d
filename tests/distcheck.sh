#!/bin/sh
# tests/distcheck.sh NAME
#
# Unpacks NAME.tar.gz elsewhere, builds and tests it there without git, installs
# it, runs the installed program, and takes it away again without a trace.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tar -xzf "$1.tar.gz" -C "$place"
cd "$place/$1"
make -s -j2 DEV=1 all
make -s -j2 DEV=1 unit
make -s install PREFIX="$place/usr" >/dev/null
"$place/usr/bin/callbox" --version
mkdir "$place/call"
(cd "$place/call" && "$place/usr/bin/callbox" -c "$place/usr/share/doc/callbox/examples/callbox.conf" check)
make -s uninstall PREFIX="$place/usr"
left=$(find "$place/usr" ! -type d)
[ -z "$left" ] || { echo "distcheck: left behind: $left"; exit 1; }
echo "distcheck: ok"
