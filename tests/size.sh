#!/bin/sh
# Prints the largest source files and functions, so that growth is seen early.
cd "$(dirname "$0")/.." || exit 1
echo "lines  file"
wc -l src/*.c src/*/*.[ch] | grep -v ' total$' | sort -rn | head -8
echo "lines  function"
awk '
FNR == 1 { start = 0 }
/^[a-z].*\(/ && !/;[ \t]*$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
/^\{/ { start = FNR }
/^\}/ && start { print FNR - start + 1, FILENAME ":" name; start = 0 }
' src/*.c src/*/*.c | sort -rn | head -8
