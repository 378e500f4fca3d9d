#!/bin/sh
# tests/cover.sh BUILD
#
# Line coverage of the pure rooms, file by file where it is below 90 percent,
# from the counts that the unit tests of a "make cover" left in BUILD.
cd "$(dirname "$0")/.." || exit 1
build=$1
awk '$2 == "pure" {print $1}' src/ROOMS | while read -r room; do
	for source in src/"$room"/*.c; do
		gcov --no-output --object-directory "$build/$room" "$source" 2>/dev/null |
			awk -v room="$room" -v file="$source" '
				/^File/ { ours = index($0, "\x27" file "\x27") }
				ours && /^Lines executed/ { sub(/.*:/, ""); sub(/% of /, " "); print room, file, $0; exit }'
	done
done | awk '
{ lines[$1] += $4; hit[$1] += $3 * $4 / 100; if ($3 < 90) low = low sprintf("  %6.1f%% of %4d lines  %s\n", $3, $4, $2) }
!($1 in seen) { seen[$1]; order[++n] = $1 }
END {
	for (i = 1; i <= n; i++) {
		room = order[i]
		printf "%-8s %5.1f%% of %5d lines\n", room, 100 * hit[room] / lines[room], lines[room]
		all += lines[room]; good += hit[room]
	}
	if (all) printf "%-8s %5.1f%% of %5d lines\n", "together", 100 * good / all, all
	if (low != "") printf "below 90%%:\n%s", low
}'
