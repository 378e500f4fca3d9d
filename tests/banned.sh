#!/bin/sh
# Proves that no source contains what tests/banned.txt bans; comments may name it. No reader or
# writer of mail of libetpan's is called, and GMime parses in the rooms of the child only: PROVES TR-01
cd "$(dirname "$0")/.." || exit 1
bare=$(mktemp) || exit 1
trap 'rm -f "$bare"' EXIT
# Every line as FILE:NUMBER:TEXT, without comments.
awk '
FNR == 1 { inside = 0 }
{
	text = $0; out = ""
	while (text != "") {
		if (inside) {
			end = index(text, "*/")
			if (!end) break
			text = substr(text, end + 2); inside = 0
		} else {
			start = index(text, "/*")
			if (!start) { out = out text; break }
			out = out substr(text, 1, start - 1); text = substr(text, start + 2); inside = 1
		}
	}
	if (out ~ /[^ \t]/) print FILENAME ":" FNR ":" out
}' src/*.c src/*/*.[ch] >"$bare"

tab=$(printf '\t')
failed=0
while IFS=$tab read -r except pattern why; do
	case $except in '#'* | '') continue ;; esac
	if grep -E ":[0-9]+:.*($pattern)" "$bare" | grep -Ev "^($except)"; then
		echo "banned: $why"
		failed=1
	fi
done <tests/banned.txt
[ $failed = 0 ] && echo "banned: ok"
exit $failed
