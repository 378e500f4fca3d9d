#!/bin/sh
# Proves that a room includes only itself and rooms above it in src/ROOMS, and that
# no file includes a header by any other path than "room/header.h".
cd "$(dirname "$0")/.." || exit 1
awk '
FILENAME == "src/ROOMS" { if (!/^#/ && NF) rank[$1] = ++n; next }
match($0, /^#[ \t]*include[ \t]*"[^"]*"/) {
	split(FILENAME, at, "/"); room = at[2]
	split($0, q, "\""); m = split(q[2], to, "/")
	if (room == "main.c") next
	if (m != 2 || !(to[1] in rank)) { printf "%s: include \"%s\" names no room\n", FILENAME, q[2]; bad = 1 }
	else if (rank[to[1]] > rank[room]) { printf "%s: room %s reaches down into %s\n", FILENAME, room, q[2]; bad = 1 }
}
END { if (!bad) print "rooms: ok"; exit bad }
' src/ROOMS src/*/*.[ch]
