#!/usr/bin/python3
"""callbox silent: everybody who was told nothing yet, and why."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import Box, Tap, mail  # noqa: E402

NOW = "2021-07-19T12:00:00Z"
tap = Tap()
box = Box()
ARRIVAL = 1626682491


def send(name, extra="", body="A story of two labs.\n", kind=None):
    octets = mail(sender=name + "@example.net", message_id="<%s@example.net>" % name, body=body, extra=extra)
    box.deliver(octets.replace(b"text/plain", kind) if kind else octets, ARRIVAL)


def silent():
    """What is lacking, by sender, with the reason."""
    return {(s["from"] or s["id"]).split("@")[0]: (s["lacks"], s["why"]) for s in box.json("silent", now=NOW)}


tap.equal(box.run("silent", now=NOW).returncode, 66, "without a database there is nothing to look at")
for name in "ada", "bob", "carl", "dora":
    send(name)
send("list", extra="List-Id: <x.example.com>\r\n")
box.deliver(mail(sender="Team: eve@example.net, mallory@example.net;", message_id="<group@example.net>"), ARRIVAL)
box.run("once", now="2021-07-19T09:00:00Z")
box.run("accept", "1", now="2021-07-19T09:10:00Z")
box.run("decline", "2", now="2021-07-19T09:10:00Z")
box.sql("UPDATE letter SET state = 'failed', error = '550 no such mailbox' WHERE recipient = 'dora@example.net'")
got = silent()
tap.ok("ada" not in got, "who was accepted was told")
tap.ok("bob" not in got, "and who was declined")
tap.equal(got["carl"][0], "decision", "who has a receipt waits for a decision")
tap.has(got["carl"][1], "came 3h45m", "with how long")
tap.equal(got["list"], ("receipt", "it came through a mailing list"), "who has no receipt, with why")
tap.equal(got["mail-6"][0], "reading", "whose mail is held for a person to read")
tap.equal(got["dora"], ("receipt", "the letter is failed: 550 no such mailbox"), "who was written to in vain, with why")
box.sql("UPDATE letter SET state = 'sent', error = NULL")
bounce = ("Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; carl@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n")
verp = box.sql("SELECT sender FROM letter WHERE recipient = 'carl@example.net'")[0][0]
octets = mail(sender="MAILER-DAEMON@mx.example.net", to=verp, subject="Undelivered", message_id="<b@mx.example.net>",
              body="--b\nContent-Type: text/plain\n\nIt did not arrive.\n\n--b\nContent-Type: message/delivery-status\n\n%s\n--b--\n" % bounce.replace("\r\n", "\n"))
box.deliver(octets.replace(b"text/plain; charset=utf-8", b'multipart/report; report-type=delivery-status; boundary="b"', 1), ARRIVAL)
box.run("once", now="2021-07-19T09:20:00Z")
tap.equal(silent()["carl"][0], "receipt", "whose receipt came back was told nothing")
tap.has(silent()["carl"][1], "came back", "and it says so")
shown = [[line for line in box.run("show", n, now=NOW).stdout.decode().splitlines() if line.startswith("answered")] for n in ("1", "3")]
tap.equal((shown[0], shown[1][0][:33]), (["answered    yes"], "answered    the letter came back:"), "as show does, where others say yes")
tap.has(box.run("silent", now=NOW).stdout.decode(), "mailing list", "a person gets a table")
tap.equal(box.run("silent", "x", now=NOW).returncode, 64, "it takes no arguments")
