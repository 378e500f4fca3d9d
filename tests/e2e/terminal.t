#!/usr/bin/python3
"""What commands print to a terminal: nothing that a sender wrote is obeyed, columns stand below each other, and a full disk is told."""
import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
import unicodedata

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import PROGRAM, Box, Tap, mail  # noqa: E402

tap = Tap()
box = Box()
NASTY = "\x1b]0;owned\x07\x1b[31m\x9b2J\u202e\u2066\u200b\u00ad\r\x08"
ENCODED = "=?utf-8?Q?" + "".join("=%02X" % octet for octet in (NASTY + "Title").encode()) + "?="
for n, (sender, subject) in enumerate((("ada@example.net", "Plain"), ('"%s" <bob@example.com>' % ENCODED, ENCODED), ("\u674e \u660e <li@example.org>".encode().decode(), "\u6570\u636e\u96c6\u7684\u6545\u4e8b"),
                                       ("zoe@example.org", "e\u0301\u0323 and \U0001f469\u200d\U0001f52c and \u05e9\u05dc\u05d5\u05dd"))):
    box.deliver(mail(sender=sender, subject=subject, message_id="<t%d@example.net>" % n, body="A text %s and more.\n" % NASTY), 1626682491 + n)
box.deliver(mail(sender="eve@example.org", subject=ENCODED, message_id="<held@example.net>", extra="".join("Received: from a by b; Mon, 19 Jul 2021 08:00:00 +0000\r\n" for _ in range(60))), 1626682500)
box.run("once", now="2021-07-19T09:00:00Z")


def on_terminal(*args, columns=400, **env):
    """What ARGS print to a terminal that is COLUMNS wide."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    program = subprocess.Popen([PROGRAM, "-c", box.conf, *args], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, cwd=box.dir, env=dict(os.environ, **env))
    os.close(theirs)
    octets = b""
    try:
        while chunk := os.read(ours, 65536):
            octets += chunk
    except OSError:
        pass
    os.close(ours)
    return program.wait(), octets.decode("utf-8", "replace").replace("\r\r\n", "\n").replace("\r\n", "\n")


def width(text):
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def harmful(text):
    """Characters that a terminal, or an eye, would follow."""
    return sorted({c for c in text if c not in "\n\t" and (ord(c) < 0x20 or 0x7f <= ord(c) <= 0x9f or c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\u061c\ufeff")})


for command in (["list"], ["show", "2"], ["show", "--raw", "2"], ["trace", "2"], ["held"], ["status"], ["account"], ["digest"], ["list", "--json"], ["list", "--csv"], ["export"], ["erase", "-n", "bob@example.com"]):
    code, text = on_terminal(*command, NO_COLOR="1")
    tap.equal((code, harmful(text)), (0, []), "%s prints nothing that a terminal obeys (PROVES P-22)" % " ".join(command))
code, text = on_terminal("list", NO_COLOR="")
tap.equal(harmful(text.replace("\x1b[1m", "").replace("\x1b[0m", "")), [], "but for its own heads in bold")
lines = on_terminal("list", NO_COLOR="1")[1].splitlines()
column = width(lines[0][:lines[0].index("STATE")])
tap.equal([width(line[:line.index("received")]) for line in lines[1:]], [column] * 4, "columns stand below each other whatever the script")
code, text = on_terminal("list", columns=100, NO_COLOR="1")
tap.equal([line for line in text.splitlines() if width(line) > 100], [], "and end at the edge of the terminal")
for command in (["export", "--format", "mbox"], ["export", "--address", "ada@example.net"]):
    code, text = on_terminal(*command)
    tap.equal((code, "-o FILE" in text), (64, True), "%s is nothing for a terminal" % " ".join(command))

for command in (["list"], ["show", "1"], ["show", "--raw", "1"], ["trace", "1"], ["status"], ["account"], ["held"], ["export"], ["digest"], ["list", "--json"], ["list", "--csv"]):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, "-c", box.conf, *command], stdout=full, stderr=subprocess.PIPE, cwd=box.dir)
    tap.equal((done.returncode, b"standard output" in done.stderr), (74, True), "%s tells that the disk is full" % " ".join(command))

for name, args, code in (("a state that is none", ["list", "--state", "happy"], 64), ("a call that is none", ["list", "--call", "x"], 64), ("an argument of list", ["list", "1"], 64),
                         ("two stories to show", ["show", "1", "2"], 64), ("a story of no call", ["show", "x-1"], 64), ("story 0", ["show", "0"], 64), ("a number beyond all", ["show", "9" * 30], 64),
                         ("a story not there", ["trace", "99"], 65), ("a mail not there", ["trace", "mail-99"], 65), ("mail nothing", ["trace", "mail-"], 64), ("an argument of account", ["account", "1"], 64),
                         ("an argument of status", ["status", "x"], 64), ("an option without a value", ["list", "--state"], 64)):
    done = box.run(*args)
    tap.equal((done.returncode, done.stdout), (code, b""), "%s: %d" % (name, code))
    tap.ok(done.stderr.startswith(b"callbox: "), "with words", done.stderr)

# A title is shown with at most 80 columns, and is cut between characters (PROVES B-7); the rest is kept.
LONG = "\u6545\u4e8b" * 60
box.deliver(mail(sender="lon@example.org", subject="=?utf-8?B?%s?=" % __import__("base64").b64encode(LONG.encode()).decode(), message_id="<long@example.net>"), 1626682600)
box.deliver(mail(sender=None, subject="W" * 900, message_id="<wide@example.net>"), 1626682601)
box.run("once", now="2021-07-19T09:10:00Z")
line = [row for row in box.run("list").stdout.decode().splitlines() if "lon@example.org" in row][0]
tap.ok(line.endswith(" " + "\u6545\u4e8b" * 19 + "\u6545\u2026"), "list cuts a long title at 80 columns", line)
tap.equal([s["subject"] for s in box.json("list") if s["from"] == "lon@example.org"], [LONG], "JSON has all of it")
tap.has(box.run("list", "--csv").stdout.decode(), LONG, "so has CSV")
tap.ok(" " + "W" * 79 + "\u2026  " in box.run("held").stdout.decode(), "held mail is cut the same way")
