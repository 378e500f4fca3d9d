#!/usr/bin/python3
"""Servers that drip, say nothing, stop reading or refuse one of many: every wait ends, and the others get their letters."""
import email
import email.policy
import os
import resource
import socket
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import hostile  # noqa: E402
from row import NOON, at, judge, recipients, story  # noqa: E402
from callbox import CALL, Box, Tap, mail  # noqa: E402
from servers import SmtpSink  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
DEADLINE, SLACK = 60, 15  # seconds: what a poll may take
tap = Tap()


def drip_greeting(talk):
    hostile.drip(talk)


def black_hole(talk):
    time.sleep(600)


def half_open(greeting):
    """Says GREETING, then neither reads nor writes, while the connection stays."""
    def talk(t):
        t.conn.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        t.say(greeting)
        time.sleep(600)
    return talk


def drip_answers(greeting):
    def talk(t):
        t.say(greeting)
        t.line()
        hostile.drip(t)
    return talk


class Wait(threading.Thread):
    """`once` against TALK."""

    def __init__(self, name, scheme, talk):
        super().__init__()
        self.name, self.server = name, hostile.Server(talk)
        self.deadline = 300 if scheme.startswith("smtp") and talk not in (black_hole, drip_greeting) else DEADLINE
        door = 'url = "%s://ada@localhost:%d%s"\npassword_command = {"echo", "secret"}' % (scheme, self.server.port, "/INBOX" if "imap" in scheme else "")
        self.box = Box(QUIET, **{"inbox" if "imap" in scheme else "outbox": door})
        self.box.deliver(story(1), NOON - 9)

    def run(self):
        began = time.monotonic()
        self.done = self.box.run("once", now=at(0), timeout=400)
        self.took = time.monotonic() - began


# Waits, all at once because each takes its full time (PROVES F-13, P-11).
cases = []
for scheme, greeting in (("imap+insecure", "* OK ready\r\n"), ("smtp+insecure", "220 ready\r\n")):
    cases += [("a dripping greeting", scheme, drip_greeting), ("a black hole", scheme, black_hole)]
    if scheme.startswith("imap") or "TORTURE" in os.environ:  # SMTP allows a command five minutes (RFC 5321 4.5.3.2)
        cases += [("a half-open peer", scheme, half_open(greeting)), ("dripping answers", scheme, drip_answers(greeting))]
cases += [("a black hole under TLS", "imaps", black_hole), ("a black hole under TLS", "smtps", black_hole), ("a dripping handshake", "imaps", drip_greeting)]
before = resource.getrusage(resource.RUSAGE_CHILDREN)
waits = [Wait("%s: %s" % (scheme, name), scheme, talk) for name, scheme, talk in cases]
for wait in waits:
    wait.start()
for wait in waits:
    wait.join()
after = resource.getrusage(resource.RUSAGE_CHILDREN)
for wait in waits:
    tap.equal(wait.done.returncode, 69, "%s: unavailable" % wait.name)
    tap.ok(wait.took < wait.deadline + SLACK, "%s: ends at the deadline" % wait.name, wait.took)
    tap.equal(len(wait.box.json("list")), 1, "%s: the other inbox is read meanwhile" % wait.name)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
tap.ok(cpu < 10, "without busy waiting", cpu)
longest = max(wait.took for wait in waits)
line = "F-13 drip, black hole, half-open: %d injected, 0 lost; the longest took %.0f s" % (len(waits), longest)
print("# " + line)
tap.ok(len(waits) >= 9, line)


def refuse_one(t):
    t.say("220 ready\r\n")
    data = b""
    while True:
        line = t.line()
        if line.upper().startswith("RCPT") and "author1@" in line:
            t.say("550 5.1.1 nobody here\r\n")
        elif line.upper() == "DATA":
            t.say("354 go\r\n")
            while t.line() != ".":
                pass
            t.server.taken += 1
            t.say("250 taken\r\n")
        elif line.upper() == "QUIT":
            t.say("221 bye\r\n")
            return
        else:
            t.say("250 ok\r\n")


# One bad recipient of three (PROVES F-22).
server = hostile.Server(refuse_one)
server.taken = 0
box = Box(QUIET, outbox='url = "smtp+insecure://127.0.0.1:%d"' % server.port)
for n in range(3):
    box.deliver(story(n), NOON - 9)
done = box.run("once", now=at(0))
tap.equal((done.returncode, server.taken), (0, 2), "one bad recipient of three: the others are sent")
text = box.run("digest", "--preview", now=at(60)).stdout.decode()
tap.has(text, "NOT SENT (1)", "and the digest has one line for it")
tap.has(text, "author1@example.net", "that names it")
box.run("once", now=at(86400))
tap.equal(server.taken, 2, "and it is not tried again")
print("# F-22 one bad recipient of three: 1 injected, 0 lost, 0 unconfirmed but the refused one, 0 duplicates")

# A server of the last century (PROVES F-23).
for name, flags in (("8BITMIME", ["-8"]), ("ESMTP", ["-e"])):
    sink = SmtpSink(*flags)
    box = Box(QUIET, outbox=sink.outbox())
    box.deliver(mail(sender="=?utf-8?q?Ada_L=C3=B8velace?= <ada@example.net>", subject="=?utf-8?q?Une_histoire_d=C3=A9j=C3=A0_vue_=E2=80=94_twice?=",
                     body="Ça va: déjà vu, naïve café.\n"), NOON - 9)
    box.deliver(mail(sender="李@example.net", message_id="<two@example.net>", body="A story by somebody whom no old server can reach.\n"), NOON - 9)
    done = box.run("once", now=at(0))
    octets = sink.letters()
    tap.equal((done.returncode, len(octets)), (0, 1), "without %s: the letter goes out" % name)
    letter = email.message_from_bytes(sink.mails()[0], policy=email.policy.default)
    tap.ok(all(max(o) < 128 for o in octets) and all(len(line) <= 998 for o in octets for line in o.split(b"\n")), "without %s: as 7-bit lines" % name)
    tap.ok("déjà vue" in str(letter["Subject"]), "without %s: the subject is whole" % name, letter["Subject"])
    unanswered = box.sql("SELECT answered, silent_because FROM story ORDER BY number")
    held = box.json("held")
    tap.ok(any(not answered and why for answered, why in unanswered) or held, "without %s: who cannot be reached is shown with the reason" % name, (unanswered, held))
print("# F-23 no 8BITMIME, no ESMTP: 2 injected, 0 lost, 0 unconfirmed, 0 duplicates")
