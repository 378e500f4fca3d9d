#!/bin/sh
# tests/cover.sh BUILD
#
# Lines and branches of the pure rooms that the unit tests of a "make cover" reached, from the
# counts they left in BUILD; file by file where less than 90 percent of lines or 80 of branches
# are. Fails when a room as a whole is below that.
cd "$(dirname "$0")/.." || exit 1
build=$1
awk '$2 == "pure" {print $1}' src/ROOMS | while read -r room; do
	for source in src/"$room"/*.c; do
		gcov --branch-probabilities --no-output --object-directory "$build/$room" "$source" 2>/dev/null |
			awk -v room="$room" -v file="$source" '
				/^File/ { ours = index($0, "\x27" file "\x27") }
				ours && /^(Lines executed|Taken at least once)/ { what = $1; sub(/.*:/, ""); sub(/% of /, " "); print room, file, what, $0; ours = ours && what == "Lines" }'
	done
done | awk '
$3 == "Lines" { lines[$1] += $5; hit[$1] += $4 * $5 / 100 }
$3 == "Taken" { branches[$1] += $5; taken[$1] += $4 * $5 / 100 }
$4 < ($3 == "Lines" ? 90 : 80) {
	low = low sprintf("  %6.1f%% of %4d %-8s  %s\n", $4, $5, $3 == "Lines" ? "lines" : "branches", $2)
}
!($1 in seen) { seen[$1]; order[++n] = $1 }
function show(name, hit, lines, taken, branches) {
	printf "%-8s %5.1f%% of %5d lines, %5.1f%% of %5d branches\n", name, 100 * hit / lines, lines, 100 * taken / branches, branches
	return hit < 0.9 * lines || taken < 0.8 * branches
}
END {
	for (i = 1; i <= n; i++) {
		room = order[i]
		short += show(room, hit[room], lines[room], taken[room], branches[room])
		h += hit[room]; l += lines[room]; t += taken[room]; b += branches[room]
	}
	if (n) show("together", h, l, t, b)
	if (low != "") printf "below 90%% of lines or 80%% of branches:\n%s", low
	if (!n || short) { print "cover: a room is below the bar"; exit 1 }
	print "cover: ok"
}'
