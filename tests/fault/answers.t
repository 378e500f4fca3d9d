#!/usr/bin/python3
"""The SMTP server refuses for good at each verb, or takes the final dot and never answers.

PROVES F-20 F-21 P-7
"""
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import NOON, PROGRAM, QUIET, Ledger, at, integrity  # noqa: E402
from callbox import Box, Tap, mail  # noqa: E402
from servers import SmtpSink  # noqa: E402

DAY = 86400

tap = Tap()


def box_for(sink):
    box = Box(QUIET, outbox=sink.outbox())
    box.deliver(mail(), NOON - 9)
    return box


def letter(box):
    return box.sql("SELECT state, attempts, due FROM letter")[0]


def octets(box):
    return box.sql("SELECT bytes FROM letter_bytes")[0][0].replace(b"\r\n", b"\n")


def look(ledger, box, *words):
    """The database is whole, and the trace has WORDS."""
    trace = box.run("trace", "1").stdout.decode()
    ledger.add(problem="; ".join([integrity(box.spool)] * bool(integrity(box.spool)) + ["no %r in the trace" % w for w in words if w not in trace]), injected=0)


def refused(verb):
    """F-20: what ends a letter, what shuts the door, and what does neither."""
    sink = SmtpSink("-f", verb)
    box = box_for(sink)
    box.run("once", now=at(0))
    ledger.add()
    state = letter(box)[0]
    want = {"connect": "queued", "ehlo": "queued", "quit": "sent"}.get(verb, "failed")
    if verb == "ehlo" and state == "sent":
        want = "sent"  # HELO did
    tap.equal(state, want, "F-20: 5xx at %s: %s" % (verb, want))
    for hours in range(1, 24):
        box.run("once", now=at(hours * 3600))
    attempts = letter(box)[1]
    tap.ok(attempts <= (14 if want == "queued" else 1), "F-20: 5xx at %s: no loop" % verb, attempts)
    if want == "queued":
        for quarter in range(1, 22):
            box.run("once", now=at(quarter * DAY // 4 + DAY))
        tap.equal(letter(box)[0], "failed", "F-20: 5xx at %s: given up after five days" % verb)
    if want == "sent":
        tap.equal(len(sink.mails()), 1, "F-20: 5xx at %s: sent once" % verb)
    else:
        preview = box.run("digest", "--preview", now=at(7 * DAY)).stdout.decode()
        tap.has(preview, "NOT SENT (1)", "F-20: 5xx at %s: the digest says so" % verb)
    look(ledger, box, "stored", letter(box)[0])
    sink.stop()


def silent(what, flags, hurry):
    """F-21: the dot is out and no answer comes: once more after 15 minutes, the same octets, then a person."""
    sink = SmtpSink(*flags)
    box = box_for(sink)

    def once(seconds):
        command = hurry + [PROGRAM, "-c", box.conf, "--now", at(seconds), "once"]
        return subprocess.run(command, cwd=box.dir, capture_output=True, timeout=120)

    once(0)
    silence.add()
    tap.equal(letter(box)[0], "uncertain", "F-21: %s: uncertain, not failed" % what)
    for seconds in (1, 60, 300, 899):
        once(seconds)
    tap.equal(letter(box)[1], 1, "F-21: %s: not again before 15 minutes" % what)
    once(900)
    silence.add()
    tap.equal(letter(box)[:2], ("held", 2), "F-21: %s: once more, then a person" % what)
    tap.equal([h["type"] for h in box.json("held")], ["letter"], "F-21: %s: that is told that it is a letter" % what)
    for seconds in (2000, DAY):
        once(seconds)
    tap.equal(letter(box)[1], 2, "F-21: %s: never again" % what)
    taken = sink.mails()
    tap.ok(1 <= len(taken) <= 2 and set(taken) == {octets(box)}, "F-21: %s: the same octets each time" % what, len(taken))
    silence.duplicates += len(taken) - 1
    tap.has(box.run("digest", "--preview", now=at(DAY)).stdout.decode(), "NOT SENT (1)", "F-21: %s: the digest says so" % what)
    look(silence, box, "uncertain", "held")
    sink.stop()


ledger = Ledger("F-20", "5xx at each verb of SMTP")
for verb in ("connect", "ehlo", "mail", "rcpt", "data", ".", "quit"):
    refused(verb)
ledger.close(tap, 7)
silence = Ledger("F-21", "no answer to the final dot")
silent("hung up", ["-q", "."], [])
silent("silence of 700 s", ["-W", ".:700"], ["faketime", "-f", "+0 x20"])
silence.close(tap, 4, 2)
