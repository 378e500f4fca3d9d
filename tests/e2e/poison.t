#!/usr/bin/python3
"""Poison among ordinary mail: it is held byte for byte with its reason, everything else goes on, and a person decides."""
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail  # noqa: E402

HEAD = b"From: eve@example.com\r\nTo: stories@example.org\r\nMessage-ID: <poison@example.com>\r\n"
POISON = [
    ("nested groups", b"From: " + b"g:" * 50000 + b";" * 50000 + b"\r\nTo: stories@example.org\r\n\r\nx\r\n"),
    ("nested messages", HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 1 + b"Content-Type: message/rfc822\r\n\r\n" * 200 + b"x\r\n"),
    ("a huge header", HEAD + b"Subject: " + b"A" * 100000 + b"\r\n\r\nx\r\n"),
]

tap = Tap()
box = Box()
for i in range(10):
    box.deliver(mail(sender="author%d@example.net" % i, message_id="<good%d@example.net>" % i, subject="Story %d" % i), 1626682491 + i)
    if i < len(POISON):
        box.deliver(POISON[i][1], 1626682491)
done = box.run("once", now="2021-07-19T09:00:00Z")
tap.equal(done.returncode, 0, "a pass over ten mails with poison among them succeeds")
tap.equal(len(box.json("list")), 10, "every story is there (PROVES P-10)")
tap.equal(len(box.letters()), 10, "and answered")

held = box.json("held")
tap.equal(len(held), len(POISON), "the poison waits for a person")
tap.equal({h["type"] for h in held}, {"mail"}, "as mail")
kept = {open(os.path.join(box.spool, "held", n), "rb").read() for n in os.listdir(os.path.join(box.spool, "held")) if n.endswith(".eml")}
for name, octets in POISON:
    tap.ok(octets in kept, "%s: held byte for byte (PROVES P-2)" % name)
for h in held:
    why = open(os.path.join(box.spool, "held", "%d.why" % h["number"])).read()
    tap.ok(h["why"] in why and len(h["why"]) > 5, "mail %d: with its reason" % h["number"])
account = box.json("account")[0]
tap.equal(account["difference"], 0, "the account adds up")
tap.equal(account["classes"].get("held"), len(POISON), "and counts what is held")

first, second = str(held[0]["number"]), str(held[1]["number"])
tap.equal(box.run("drop", "-n", first).returncode, 0, "a dry run")
tap.equal(len(box.json("held")), len(POISON), "drops nothing")
tap.equal(box.run("drop", first).returncode, 0, "drop")
tap.equal(len(box.json("held")), len(POISON) - 1, "takes it off the list")
tap.equal(box.run("release", second).returncode, 0, "release")
box.run("once", now="2021-07-19T09:05:00Z")
tap.ok(all(str(h["number"]) != second for h in box.json("held")), "and the next pass lets it through")
tap.equal(box.run("release", "999").returncode, 65, "no such mail")
tap.equal(box.json("account")[0]["difference"], 0, "the account still adds up")

# What fails only when it is written: somebody changed the database, so that one of three stories has no place in it.
box = Box()
box.run("filter", stdin=mail(), now="2021-07-19T09:00:00Z")
box.run("once", now="2021-07-19T09:00:00Z")
for i in range(2, 5):
    box.run("filter", stdin=mail(sender="author%d@example.net" % i, message_id="<late%d@example.net>" % i), now="2021-07-19T09:01:00Z")
with sqlite3.connect(os.path.join(box.spool, "callbox.db")) as database:
    database.execute("UPDATE revision SET mail = 3 WHERE mail = 1")
done = box.run("-v", "once", now="2021-07-19T09:02:00Z")
tap.equal(done.returncode, 0, "a mail that cannot be written does not end the pass")
tap.equal([h["number"] for h in box.json("held")], [3], "it alone is held (PROVES P-10)")
tap.equal(sorted(s["from"] for s in box.json("list")), ["ada@example.net", "author2@example.net", "author4@example.net"], "those before and after it are stories")
tap.equal(len(box.letters()), 3, "and answered once")
lines = [line.split()[0] for line in done.stderr.decode().splitlines() if " kind=" in line]
tap.equal(sorted(lines), ["mail=2", "mail=3", "mail=4"], "the log has one line for each")
tap.equal(box.json("account")[0]["difference"], 0, "and the account adds up")
