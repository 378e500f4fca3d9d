#!/usr/bin/python3
"""Many at once: five daemons and timers on one spool, two hundred pipes and somebody who keeps the database locked."""
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import at, judge, recipients, story, waiting  # noqa: E402
from callbox import CALL, PROGRAM, Box, Running, Tap, until  # noqa: E402
from servers import SmtpSink  # noqa: E402

QUIET = CALL.replace("digest = true", "digest = false")
LIVE = QUIET.replace("2021-07", "2035-07").replace("2021-06", "2021-05")
tap = Tap()


def sent(sink):
    """What the sink took, as parsed letters."""
    import email
    import email.policy
    return [email.message_from_bytes(octets, policy=email.policy.default) for octets in sink.mails()]


def fresh(number):
    return story(number, date=None)


# Five on one spool: two daemons, two timers and the outbox (PROVES F-27, P-9).
sink = SmtpSink()
box = Box(LIVE, outbox=sink.outbox() + "\nlimit_per_hour = 1000")
for n in range(500):
    box.deliver(fresh(n))
children = []
for command in ("run", "run", "once", "once", "send"):
    children.append(subprocess.Popen([PROGRAM, "-c", box.conf, command], cwd=box.dir, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                     env=dict(os.environ, INVOCATION_ID="") if command == "once" else None))
piped = [subprocess.Popen([PROGRAM, "-c", box.conf, "filter"], cwd=box.dir, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) for _ in range(5)]
for n, pipe in enumerate(piped):
    pipe.communicate(fresh("p%d" % n))
numbers = list(range(500)) + ["p%d" % n for n in range(5)]
winner = until(lambda: sum(c.poll() is None for c in children) <= 1, 60)
tap.ok(winner is not None, "of five only one works on", [c.poll() for c in children])
losers = [c for c in children if c.poll() is not None and c.returncode != 0]
tap.ok(all(c.returncode == 75 for c in losers), "the others end with 75", [c.returncode for c in children])
tap.ok(all(b"another callbox" in c.stderr.read() for c in losers), "and say who works")
if all(c.poll() is not None for c in children):  # a timer won, and is done
    children.append(subprocess.Popen([PROGRAM, "-c", box.conf, "run"], cwd=box.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
until(lambda: len(recipients(sent(sink))) >= 505, 120)
for child in children:
    if child.poll() is None:
        child.terminate()
        child.wait(10)
judge(tap, "F-27", "five instances on one spool", box, numbers, 5, letters=sent(sink))
tap.equal([count for count in recipients(sent(sink)).values() if count != 1], [], "F-27: 0 duplicate sends of 505")

# Many first starts at once: one makes the database, and the others find it whole or are told who works (P-9).
odd = []
for _ in range(12):
    box = Box(QUIET)
    first = [subprocess.Popen([PROGRAM, "-c", box.conf, "--now", at(0), "once"], cwd=box.dir, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={"PATH": os.environ["PATH"]})
             for _ in range(6)]
    said = [(c.communicate(timeout=60)[1].decode(), c.returncode) for c in first]
    odd += [(code, words) for words, code in said if code != 0 and not (code == 75 and "another callbox" in words)]
    box.remove()
tap.equal(odd, [], "72 first starts, six at a time: each works or says who does")

# Two hundred deliveries through the pipe, fifty at a time (PROVES F-28, P-4).
box = Box(QUIET)
box.run("once", now=at(0))
for n in range(200):
    with open(os.path.join(box.dir, "%d.eml" % n), "wb") as out:
        out.write(story("q%d" % n))
done = subprocess.run("seq 0 199 | xargs -P 50 -I{} sh -c '\"$0\" -c \"$1\" --now \"$2\" filter < {}.eml; echo {} $?' '%s' '%s' '%s'" % (PROGRAM, box.conf, at(0)),
                      shell=True, cwd=box.dir, capture_output=True, text=True, timeout=300)
codes = dict(line.split() for line in done.stdout.splitlines())
tap.equal(len(codes), 200, "200 pipes end")
tap.ok(set(codes.values()) <= {"0", "75"}, "each with 0 or 75", set(codes.values()))
box.run("once", now=at(60))
judge(tap, "F-28", "200 pipes at once", box, ["q" + n for n, code in codes.items() if code == "0"], 200)

# Another process keeps the database locked for a minute (PROVES F-8).
box = Box(LIVE)
run = Running(box)
box.deliver(fresh("before"))
until(lambda: box.letters(), 20)
lock = sqlite3.connect(os.path.join(box.spool, "callbox.db"), isolation_level=None, timeout=30)
lock.execute("BEGIN EXCLUSIVE")
began = time.monotonic()
box.deliver(fresh("locked"))
code = box.run("filter", stdin=fresh("pipe")).returncode
tap.equal(code, 0, "while the database is locked filter keeps the mail in the Maildir: 0 is the truth")
tap.ok(waiting(box) >= 1, "it is there")
tap.equal(box.run("status", "--json").returncode, 0, "looking is possible")
time.sleep(max(0, 60 - (time.monotonic() - began)))
lock.execute("ROLLBACK")
lock.close()
took = until(lambda: len(recipients(box.letters())) == 3, 60)
tap.ok(took is not None, "when the lock is gone, all goes on", "%s\n%s" % (recipients(box.letters()), run.log()))
run.end()
judge(tap, "F-8", "database locked for 60 s", box, ["before", "locked", "pipe"], 1)
tap.ok(run.log().count("door=main problem=") <= 1, "with at most one alert", run.log())
