#!/usr/bin/python3
"""Clocks that were never set, jump and come back: nothing is sent by a clock that cannot be right, and what one did that ran ahead binds nobody.

PROVES F-29 P-8 P-13
"""
import collections
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import NOON, judge, recipients, story  # noqa: E402
from callbox import CALL, PROGRAM, Box, Running, Tap, until  # noqa: E402
from harness import LIVE, quick_clock  # noqa: E402

tap = Tap()


def under(clock, box, *command):
    """A pass by a clock that stands at that instant, which the program takes for the real one."""
    return subprocess.run(["faketime", "-f", "@" + clock, PROGRAM, "-c", box.conf, *command], cwd=box.dir, capture_output=True, env=dict(os.environ, TZ="UTC"))


def digests(box):
    """How many each organizer has."""
    return collections.Counter(str(m["To"]) for m in box.letters() if "digest" in str(m["List-Id"]))


# A clock that was never set: mail is kept, and nobody hears of it until the clock is right.
box = Box(LIVE)
box.deliver(story(1, date=None))
for command in ("once", "send"):
    done = under("1970-01-01 00:10:00", box, command)
    tap.equal((done.returncode, box.letters()), (75, []), "%s in 1970: nothing is sent, and the code says try again" % command)
    tap.has(done.stderr.decode(), "the clock says 1970-01-01", "%s: the message names the clock" % command)
tap.equal(box.sql("SELECT count(*) FROM raw"), [(1,)], "the mail is kept")
tap.has(under("1970-01-01 00:10:00", box, "status").stdout.decode(), "the clock says 1970-01-01", "status says why nothing goes on")
tap.lacks(box.run("status").stdout.decode(), "1970", "and no longer when the clock is set")
tap.equal(box.run("once").returncode, 0, "with the clock set all goes on")
judge(tap, "F-29", "a clock in 1970", box, [1], 3)

# What comes then is late if the deadline is over when the clock is right: the first that anybody knows of its arrival.
box = Box(LIVE)
subprocess.run(["faketime", "-f", "@1970-01-01 00:10:00", PROGRAM, "-c", box.conf, "filter"], cwd=box.dir, input=story("filtered", date=None), env=dict(os.environ, TZ="UTC"), check=True)
under("2035-07-25 08:00:00", box, "once")
shown = box.json("show", "1")[0]["versions"][0]
tap.equal((shown["verdict"], shown["first_seen"][:10]), ("late", "2035-07-25"), "what came while the clock was not set is not judged by it (PROVES P-19)")
tap.has(box.run("trace", "1").stdout.decode(), "our clock was not set when it came", "as its trace says")

# Nor is what another program put into the Maildir by it.
box = Box(LIVE)
box.deliver(story("put", date=None), 600)
under("2035-07-25 08:00:00", box, "once")
tap.equal(box.json("show", "1")[0]["versions"][0]["verdict"], "late", "nor is what was delivered in 1970, and seen later")

# A mailbox that is first read by such a clock is a pile (P-17), and one that is restored behind it no less than it would have been.
for first in (False, True):
    box = Box(LIVE)
    if not first:
        box.run("once")
        under("1970-01-01 00:10:00", box, "once")
    for n in range(25):
        box.deliver(story("p%d" % n), NOON)
    if first:
        under("1970-01-01 00:10:00", box, "once")
    box.run("once")
    held = box.run("held").stdout.decode()
    tap.equal((box.letters(), "pile-1" in held), ([], True), "old mail %s is answered when somebody says so" % ("at the first start" if first else "of a restored mailbox"))

# What people order then would be dated so.
box = Box(LIVE)
box.deliver(story(4, date=None))
box.run("once")
letters = len(box.letters())
for command in (["accept", "1"], ["decline", "1"], ["release", "1"], ["digest"], ["invite", "--sync"], ["deadline", "open-collab", "2035-07-21 AoE"]):
    done = under("1970-01-01 00:10:00", box, *command)
    tap.equal((done.returncode, "the clock says 1970-01-01" in done.stderr.decode()), (75, True), "%s in 1970 is refused" % command[0])
box.run("once")
tap.equal((box.json("list")[0]["state"], len(box.letters())), ("received", letters), "nothing was decided, nobody was told")

# The same while it runs.
box = Box(LIVE)
run = Running(box, env=dict(quick_clock(1), FAKETIME="@1970-01-01 00:10:00"))
box.deliver(story(2, date=None))
tap.ok(until(lambda: "the clock says 1970" in run.log(), 20) is not None, "run says it, too", run.log())
tap.ok(until(lambda: box.sql("SELECT count(*) FROM raw") == [(1,)], 20) is not None, "and keeps the mail")
tap.equal(box.letters(), [], "and sends nothing")
run.end()
run = Running(box)
until(lambda: recipients(box.letters())["author2@example.net"], 30)
run.end()
judge(tap, "F-29", "a clock in 1970 under run", box, [2], 1)

# A letter that waits for another attempt waits as long when such a clock comes between.
box = Box(LIVE, outbox='url = "smtp+insecure://127.0.0.1:1"')
box.deliver(story(3, date=None))
box.run("once")
waits = "SELECT due FROM letter WHERE attempts > 0 ORDER BY id"
before = box.sql(waits)
for command in ("once", "send"):
    under("1970-01-01 00:10:00", box, command)
tap.equal((len(before) > 0, box.sql(waits)), (True, before), "a clock in 1970 lets no letter out before its time")

# A day ahead, a day back, 2038, a century, and back again: each date has one digest at most, and no jump is the end of them.
box = Box(CALL)
days = ("2021-07-19", "2021-07-20", "2021-07-18", "2021-07-20", "2038-01-18", "2038-01-20", "2106-02-08", "2021-07-21", "2021-07-21", "2021-07-22")
made = []
for n, day in enumerate(days):
    box.deliver(story("c%d" % n), NOON - 9 + n)
    before = digests(box)
    box.run("once", now=day + "T05:00:00Z")
    made.append(sorted((digests(box) - before).values()))
tap.equal(made, [[1, 1], [1, 1], [], [], [1, 1], [1, 1], [1, 1], [1, 1], [], [1, 1]], "a digest on each new night, none on one that was, none of a burst")
judge(tap, "F-29", "a clock that jumps", box, ["c%d" % n for n in range(len(days))], len(days))

# A letter that could not leave while the clock was ahead does not wait for that time to come.
box = Box(CALL.replace("digest = true", "digest = false"), outbox='url = "smtp+insecure://127.0.0.1:1"')
box.deliver(story("late"), NOON - 9)
box.run("once", now="2038-01-20T00:00:00Z")
box.write_config(CALL.replace("digest = true", "digest = false"))
box.run("once", now="2021-07-19T08:15:00Z")
judge(tap, "F-29", "a letter of a clock that ran ahead", box, ["late"], 1)

# A call is erased when its retention was over for a day of passes: not by a pass of a clock that is ten years ahead.
box = Box(CALL)
box.deliver(story("kept"), NOON - 9)
kept = []
for clock in ("2021-07-19 08:15:00", "2031-10-20 15:00:00", "2021-10-20 14:59:59", "2021-10-20 16:00:00", "2021-10-21 15:59:59", "2021-10-21 16:00:01"):
    done = under(clock, box, "once")
    tap.equal((done.returncode, done.stderr), (0, b""), "a pass at %s" % clock)
    kept.append(len(box.json("list")))
tap.equal(kept, [1, 1, 1, 1, 1, 0], "everybody is erased a day after the end of the retention was seen, and no clock that jumps does it")
