#!/bin/bash
# The IMAP door against a real server: what is read, how it is marked, what a
# mailbox that was made again or read by a person changes.
#
# PROVES P-3 F-15 F-17 F-18
cd "$(dirname "$0")/../.." || exit 1
. tests/lib/tls.sh
. tests/lib/dovecot.sh
DOORS=${BUILD:-build}/drive/doors
n=0

ok() { # NAME, after a condition
	_status=$?
	n=$((n + 1))
	[ $_status = 0 ] && echo "ok $n - $1" && return
	echo "not ok $n - $1"
	[ ! -f "$dir/out" ] || sed 's/^/# /' "$dir/out"
}

mail() { # USER NAME LINES
	{
		printf 'From: ada@example.net\nSubject: %s\n\n' "$2"
		yes 'a line of a story' | head -n "$3"
	} >"$dir/mail/$1/tmp/$2"
	chown --reference="$dir/mail/$1" "$dir/mail/$1/tmp/$2"
	mv "$dir/mail/$1/tmp/$2" "$dir/mail/$1/new/$2"
}

mailbox() { # USER
	mkdir -p "$dir/mail/$1/new" "$dir/mail/$1/cur" "$dir/mail/$1/tmp"
	chown -R --reference="$dir/mail" "$dir/mail/$1"
}

pass() { # USER [option ...]
	_user=$1
	shift
	"$DOORS" pass "imaps://$_user@localhost:$DOVECOT_IMAPS/INBOX" ca="$DOVECOT_CA" \
		password="$dir/password" cursor="$dir/cursor.$_user" "$@" >"$dir/out" 2>&1
}

imap() { # USER COMMAND: one IMAP command, with the folder selected
	curl -s --cacert "$DOVECOT_CA" "imaps://localhost:$DOVECOT_IMAPS/INBOX" -u "$1:secret" -X "$2"
}

dir=$(mktemp -d /tmp/doors.XXXXXX)
trap 'dovecot_stop; rm -rf "$dir"' EXIT
echo secret >"$dir/password"
dovecot_start "$dir" || exit 1

mailbox ada
for i in 1 2 3; do mail ada "$i.M$i.host" 10; done
mail ada 4.Mbig.host 200000
mail ada 5.Mhuge.host 1700000
pass ada && [ "$(grep -c '^mail' "$dir/out")" = 5 ] && grep -q 'size=26214400 .*truncated' "$dir/out"
ok "every mail is read, the one that is too large in part"
[ "$(find "$dir/mail/ada/cur" -name '*:2,S' | wc -l)" = 5 ]
ok "all of them are marked as seen, none is gone"
pass ada && ! grep -q '^mail' "$dir/out"
ok "the next pass finds nothing"
imap ada 'STORE 1:3 -FLAGS (\Seen)' >/dev/null && pass ada && ! grep -q '^mail' "$dir/out"
ok "a flag that a person cleared does not bring a mail back"

mail ada 6.Mread.host 3
imap ada 'FETCH 6 BODY[]' >/dev/null && pass ada && grep -q '^mail [0-9]*:6 ' "$dir/out"
ok "a mail that a person read first is taken all the same"
mail ada 7.Mfull.host 3
! pass ada nokeep=1 && ! find "$dir/mail/ada" -name '7.Mfull*S' | grep -q .
ok "a store that is full leaves the source untouched"
pass ada && grep -q '^mail [0-9]*:7 ' "$dir/out"
ok "and the mail comes later"

mail ada 8.Mgone.host 3
mail ada 9.Mhere.host 3
imap ada 'STORE 8 +FLAGS (\Deleted)' >/dev/null
imap ada EXPUNGE >/dev/null
pass ada && grep -q '^mail [0-9]*:9 ' "$dir/out" && ! grep -q '^mail [0-9]*:8 ' "$dir/out"
ok "a mail that vanished is skipped"

validity=$(cut -d' ' -f1 "$dir/cursor.ada")
imap ada 'STORE 1 -FLAGS (\Seen)' >/dev/null
pass ada unmarked="$validity:1" && imap ada 'FETCH 1 FLAGS' | grep -q Seen
ok "what a kill left unmarked is marked"

echo "$((validity - 1)) 9" >"$dir/cursor.ada"
pass ada && [ "$(grep -c '^mail ' "$dir/out")" = 8 ]
ok "a folder that was made again is read from its beginning"

mailbox bo
mail bo 1.M1.host 5
mail bo 2.M2.host 5
pass bo done=Archive && [ "$(find "$dir/mail/bo/.Archive/cur" "$dir/mail/bo/.Archive/new" -type f | wc -l)" = 2 ] &&
	[ -z "$(find "$dir/mail/bo/cur" "$dir/mail/bo/new" -type f)" ]
ok "handled mail moves to a folder that is made for it"

mailbox di
mail di 1.M1.host 5
pass di done=../Archive && grep -q '^mail .*:1 ' "$dir/out" && grep -q '^stays: .*move handled mail to folder "../Archive"' "$dir/out"
ok "mail is read when its folder cannot be made, and it is said why it stays"
[ "$(find "$dir/mail/di/cur" -name '*:2,*S*' | wc -l)" = 1 ]
ok "it counts as seen"
check() { # USER [option ...]
	_user=$1
	shift
	"$DOORS" check "imaps://$_user@localhost:$DOVECOT_IMAPS/INBOX" ca="$DOVECOT_CA" password="$dir/password" "$@" >"$dir/out" 2>&1
}
check di done=../Archive
[ $? = 78 ] && grep -q 'cannot make the folder "../Archive" for handled mail on localhost: .*; name another' "$dir/out"
ok "check finds that out before"
check di done=Later && grep -q 'handled mail moves to "Later", which was made' "$dir/out" && [ -d "$dir/mail/di/.Later" ] &&
	check di done=Later && ! grep -q 'was made' "$dir/out"
ok "or makes it, once"

mailbox cy
(sleep 1; mail cy 1.M1.host 5) &
"$DOORS" wait "imap://cy@localhost:$DOVECOT_IMAP/INBOX" 60 ca="$DOVECOT_CA" \
	password="$dir/password" cursor="$dir/cursor.cy" >"$dir/out" 2>&1 &&
	grep -q '^mail' "$dir/out" && [ "$(sed -n 's/^waited.* \([0-9]*\) ms.*/\1/p' "$dir/out")" -lt 40000 ]
ok "IDLE tells of a new mail"

echo wrong >"$dir/password"
pass ada
[ $? = 77 ] && grep -q 'on localhost: Authentication failed' "$dir/out"
ok "a wrong password is a matter of permission"
echo "1..$n"
