#!/bin/sh
# tests/promises.sh [-v]
#
# Which numbers of tests/promises.txt carry a proof: a test says PROVES and the
# numbers, with commas, spaces or "and" between them, or "to" for a range.
# Prints what is unproved; with -v also who proves what. Fails on a number that
# no test proves and no row of doc/deviations.md explains, and on an unknown one.
cd "$(dirname "$0")/.." || exit 1
find tests -type f \( -name '*.[cht]' -o -name '*.py' -o -name '*.sh' \) ! -name promises.sh -exec grep -l PROVES {} + |
	sort | awk -v verbose="$1" '
function number(id) { sub(/^[A-Z]+-/, "", id); return id + 0 }
function family(id) { sub(/-.*/, "", id); return id }
function prove(id, file) {
	if (!index(by[id] " ", " " file " ")) by[id] = by[id] " " file
}
function range(from, to, file,   i) {
	for (i = number(from); i <= number(to); i++)
		prove(sprintf(family(from) ~ /^.$/ ? "%s-%d" : "%s-%02d", family(from), i), file)
}
function scan(text, file,   id, last) {
	while (match(text, /PROVES/)) {
		text = substr(text, RSTART + RLENGTH); last = ""
		while (match(text, /^[ \t\n*#,:\/]*(and[ \t\n*#]+|to[ \t\n*#]+)?[A-Z]+-[0-9]+/)) {
			id = substr(text, 1, RLENGTH)
			text = substr(text, RLENGTH + 1)
			ranged = id ~ /to[ \t\n*#]+[A-Z]+-/
			sub(/.*[^A-Z0-9-]/, "", id)
			if (ranged && family(id) == family(last)) range(last, id, file)
			else prove(id, file)
			last = id
		}
	}
}
{
	text = ""
	while ((getline line < $0) > 0) text = text line "\n"
	close($0); scan(text, $0)
}
END {
	while ((getline line < "doc/deviations.md") > 0) {
		if (split(line, cell, "|") < 3) continue
		while (match(cell[2], /[A-Z]+-[0-9]+/)) {
			explained[substr(cell[2], RSTART, RLENGTH)]
			cell[2] = substr(cell[2], RSTART + RLENGTH)
		}
	}
	while ((getline line < "tests/promises.txt") > 0) {
		if (line ~ /^#/ || split(line, f, "\t") != 3) continue
		good = all = 0; open = other = ""
		for (i = number(f[1]); i <= number(f[2]); i++) {
			id = sprintf(family(f[1]) ~ /^.$/ ? "%s-%d" : "%s-%02d", family(f[1]), i); all++
			known[id] = 1
			if (!(id in by) && id in explained) other = other " " id
			else if (!(id in by)) open = open " " id
			if (!(id in by)) continue
			good++
			if (verbose == "-v") print id ":" by[id]
		}
		printf "%-22s %3d of %3d proved%s%s\n", f[3], good, all,
		    other == "" ? "" : "; otherwise (doc/deviations.md):" other, open == "" ? "" : "; not yet:" open
		failed += open != ""
		total += all; proved += good
	}
	for (id in by) if (!(id in known)) { print "unknown number " id " in" by[id]; failed++ }
	printf "%-22s %3d of %3d proved\n", "together", proved, total
	exit failed > 0
}'
