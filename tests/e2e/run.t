#!/usr/bin/python3
"""The supervisor over real servers: quick answers, every kind of kill, reload, stop."""
import email
import os
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from callbox import CALL, PROGRAM, Box, Running, Tap, alive, mail, name_of, patience, until, children  # noqa: E402
from servers import Dovecot, SmtpSink  # noqa: E402

LIVE = CALL.replace("2021-07-20 AoE", "2035-07-20 AoE").replace("2021-07-22", "2035-07-22").replace("digest = true", "digest = false")

tap = Tap()
dovecot = Dovecot()
sink = SmtpSink()
box = Box(LIVE, dovecot.inbox(), sink.outbox())
serial = 0


def story(body="We met on a mailing list and wrote a library.\n"):
    """The octets of a new mail of a new author, and the author."""
    global serial
    serial += 1
    author = "author%d@example.net" % serial
    return mail(sender=author, message_id="<%d@example.net>" % serial, body=body, date=None), author


def answers(author):
    """The letters to AUTHOR, as octets."""
    return [m for m in sink.mails() if email.message_from_bytes(m)["To"] == author]


def answered(author, seconds):
    return until(lambda: answers(author), seconds)



PARTS = ["receive main", "receive spool/i", "send", "work"]


def start():
    run = Running(box)
    until(lambda: sorted(run.parts()) == PARTS, 30)
    return run


run = start()
tap.equal(sorted(run.parts()), PARTS, "a process for each inbox, one that works, one that sends")

# Quick answers.
octets, author = story()
dovecot.append(octets)
tap.ok(answered(author, 30) is not None, "the first mail is answered")
octets, author = story()
dovecot.append(octets)
tap.ok(answered(author, 30) is not None, "IDLE: the next mail is answered long before the next poll")
octets, author = story()
filtered = box.run("filter", stdin=octets)
tap.ok(filtered.returncode == 0 and answered(author, 30) is not None, "a mail of the pipe is answered without a poll")
octets, author = story()
box.deliver(octets)
tap.ok(answered(author, 30) is not None, "a mail in spool/inbox is answered, although no section names it")
octets, author = story()
with open(os.path.join(box.spool, "inbox", "new", "copied"), "wb", buffering=0) as out:
    out.write(octets[:300])
    time.sleep(1.2)
    out.write(octets[300:])
tap.ok(answered(author, 30) is not None, "a mail that is copied into new/ slowly is read when it is whole")

# A second instance (PROVES P-9, F-27).
for command in ("run", "once", "send"):
    began = time.monotonic()
    second = subprocess.run([PROGRAM, "-c", box.conf, command], cwd=box.dir, capture_output=True, timeout=patience(20))
    tap.ok(second.returncode == 75 and time.monotonic() - began < patience(1), "a second %s ends within a second with 75" % command, second)
    tap.has(second.stderr.decode(), "another callbox (process %d)" % run.pid, "and %s says who works" % command)
timer = box.run("once", env={"INVOCATION_ID": "x"})
tap.equal(timer.returncode, 0, "from a timer that is no error")
tap.has(timer.stderr.decode(), "another callbox (process %d)" % run.pid, "but said as well")
tap.equal(box.run("status", "--json").returncode, 0, "looking is allowed")

# Reload (PROVES P-26, F-33).
good = open(box.conf).read()
before = run.parts()
open(box.conf, "a").write("nonsense = 1\n")
run.kill(signal.SIGHUP)
place = "callbox.conf:%d:" % (good.count("\n") + 1)
tap.ok(until(lambda: place in run.log(), 5) is not None, "a bad configuration is told with file and line", run.log())
tap.has(run.log(), "refused", "and refused")
tap.equal(run.parts(), before, "and nothing is restarted")
octets, author = story()
dovecot.append(octets)
tap.ok(answered(author, 30) is not None, "the one in force goes on")
open(box.conf, "w").write(good.replace('title    = "ICML 2021', 'title    = "ICML 2035'))
run.kill(signal.SIGHUP)
tap.ok(until(lambda: len(run.parts()) == 4 and not set(run.parts().values()) & set(before.values()), 10) is not None,
       "a good one starts new processes", run.log())
octets, author = story()
dovecot.append(octets)
tap.ok(answered(author, 30) is not None and b"ICML 2035" in answers(author)[0], "and is in force")

# Each process dies (PROVES P-14, F-46).
for name in ("receive main", "work", "send"):
    pid = run.parts()[name]
    octets, author = story()
    dovecot.append(octets)
    os.kill(pid, signal.SIGKILL)
    tap.ok(answered(author, 30) is not None, "%s is killed: the mail is answered" % name, run.log())
    tap.equal(len(answers(author)), 1, "once")
    tap.ok(until(lambda: run.parts().get(name) not in (None, pid), 30) is not None, "and %s runs again" % name)
until(lambda: children(run.parts().get("work", 0)), 30)
reader = children(run.parts().get("work", 0))
if tap.ok(len(reader) == 1, "the worker has one reader", run.everybody()):
    os.kill(reader[0], signal.SIGKILL)
    octets, author = story()
    dovecot.append(octets)
    tap.ok(answered(author, 30) is not None, "the reader is killed: the mail is answered", run.log())
tap.equal(box.json("held"), [], "no mail is blamed")

# The supervisor dies in the middle of work, several times (PROVES P-1, F-1).
authors = []
for delay in (0.0, 0.1, 0.2, 0.4):
    for _ in range(4):
        octets, author = story()
        dovecot.append(octets)
        authors.append(author)
    time.sleep(delay)
    family = run.everybody()
    os.kill(run.pid, signal.SIGKILL)
    run.process.wait()
    gone = until(lambda: not any(alive(pid) for pid in family), 5)
    tap.ok(gone is not None, "killed after %.1f s, all its processes end" % delay, [name_of(p) for p in family if alive(p)])
    run = start()


def in_doubt():
    """Whose letter was at its final dot when all was killed: it waits a quarter of an hour for the next attempt (P-7)."""
    return {to for (to,) in box.sql("SELECT recipient FROM letter WHERE state = 'uncertain'")}


missing = until(lambda: {a for a in authors if not answers(a)} <= in_doubt(), 60)
tap.ok(missing is not None, "after the kills every mail is answered, or its letter is in doubt", [a for a in authors if not answers(a)])
tap.ok(all(len(set(answers(a))) <= 1 for a in authors), "and a second copy is the same to the octet")
tap.equal(len(box.json("list")), serial, "each mail is one story")
tap.equal(box.json("account")[0]["difference"], 0, "the account adds up")

# The end.
family = run.everybody()
began = time.monotonic()
tap.equal(run.end(10), 0, "SIGTERM ends it in peace")
tap.ok(time.monotonic() - began < patience(5), "within 5 s", time.monotonic() - began)
tap.ok(until(lambda: not any(alive(pid) for pid in family), 2) is not None, "with all its processes")
