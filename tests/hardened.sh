#!/bin/sh
# tests/hardened.sh PROGRAM
#
# Proves from the finished program that its hardening is there: flags in the
# Makefile are only a wish until the linker has agreed. Then asks systemd about the
# service files.
program=$1
failed=0
trap 'rm -f "$facts"' EXIT
facts=$(mktemp) || exit 1
LC_ALL=C readelf -hlWd --dyn-syms "$program" >"$facts" || exit 1

must() { # WHAT PATTERN
	grep -Eq "$2" "$facts" && return
	echo "hardened: $program has no $1"
	failed=1
}
must "position-independent code (PIE)" 'Type: +DYN'
must "read-only relocations (RELRO)" 'GNU_RELRO'
must "immediate binding (BIND_NOW)" 'FLAGS_1.*NOW'
must "non-executable stack" 'GNU_STACK .* RW +0x'
must "stack canaries" '__stack_chk_fail'
must "fortified calls" '__[a-z]+_chk(@|$)'
# The C runtime's own objects lack the mark that the whole program would need,
# so control-flow enforcement is read from the code: main begins with a landing pad.
if [ "$(uname -m)" = x86_64 ]; then
	objdump -d --no-show-raw-insn --disassemble=main "$program" | grep -A1 '<main>:' >>"$facts"
	must "landing pads (CET)" 'endbr64'
fi

# The service files: what systemd would let a broken callbox do, at most 1.5 of 10.
if command -v systemd-analyze >/dev/null; then
	for unit in "$(dirname "$0")"/../contrib/systemd/*.service; do
		systemd-analyze security --offline=true --threshold=15 --no-pager "$unit" >"$facts" 2>&1 && continue
		grep -a 'exposure level' "$facts" || cat "$facts"
		echo "hardened: $unit is more exposed than 1.5"
		failed=1
	done
else
	echo "SKIPPED: hardened: the service files, because systemd-analyze (package systemd) is missing"
fi
[ $failed = 0 ] && echo "hardened: ok"
exit $failed
