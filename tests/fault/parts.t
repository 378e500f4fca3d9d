#!/usr/bin/python3
"""The supervisor dies, or one of its processes dies at every start: the others live and work.

PROVES F-46 F-47 P-14
"""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import LIVE, Ledger, drain, integrity, preload, quick_clock  # noqa: E402
from callbox import Box, Running, Tap, alive, mail, name_of, patience, until  # noqa: E402

CALL = "poll,openat,mkdirat"  # what every process does first

tap = Tap()


def story(number):
    return mail(sender="ada%d@example.net" % number, message_id="<%d@example.net>" % number, date=None)


def answered(box, number):
    return [m for m in box.letters() if m["To"] == "ada%d@example.net" % number]


def look(ledger, box, mails):
    stored = [row[0] for row in box.sql("SELECT message_id FROM mail")]
    trace = box.run("trace", "1").stdout.decode()
    ledger.add(mails - len(stored), sum(not answered(box, n) for n in range(mails)), sum(max(len(answered(box, n)) - 1, 0) for n in range(mails)),
               integrity(box.spool) or ("" if "decided" in trace else "no trace"), 0)


def supervisor_dies(times):
    ledger, box = Ledger("F-46", "kill -9 of the supervisor"), Box(LIVE)
    slowest_end = slowest_start = 0
    run = Running(box)
    for number in range(times):
        until(lambda: len(run.parts()) == 3, 10)
        box.deliver(story(number))
        time.sleep(0.07 * (number % 5))
        family = run.everybody()
        os.kill(run.pid, signal.SIGKILL)
        run.process.wait()
        ledger.add()
        began = time.monotonic()
        gone = until(lambda: not any(alive(pid) for pid in family), 5)
        if gone is None:
            ledger.add(problem="still there: %s" % [name_of(p) for p in family if alive(p)], injected=0)
        run = Running(box)
        started = until(lambda: len(run.parts()) == 3, 20)
        slowest_end = max(slowest_end, gone or patience(5))
        slowest_start = max(slowest_start, time.monotonic() - began)
        if started is None:
            ledger.add(problem="no start: %s" % run.log()[-300:], injected=0)
    until(lambda: all(answered(box, n) for n in range(times)), 20)
    run.end()
    ledger.notes.append("%d mails were held, because their worker died twice" % drain(box))
    look(ledger, box, times)
    ledger.notes.append("all gone after at most %.2f s, running again after at most %.2f s" % (slowest_end, slowest_start))
    ledger.close(tap, times, times)
    tap.ok(slowest_end < patience(5) and slowest_start < patience(5), "F-46: no orphan keeps the lock: running again within 5 s", ledger.notes)


def receive_dies():
    """The others keep working, and status knows."""
    ledger, box = Ledger("F-47", "receive dies at every start"), Box(LIVE)
    faults = os.path.join(box.dir, "faults")
    box.run("once")
    box.run("filter", stdin=story(0))
    run = Running(box, env=preload("crash", role="receive main", call=CALL, at=1, log=faults))
    tap.ok(until(lambda: answered(box, 0), 20) is not None, "F-47: the outbox is emptied meanwhile", run.log())
    box.run("filter", stdin=story(1))
    tap.ok(until(lambda: answered(box, 1), 20) is not None, "F-47: and so is what comes through the pipe", run.log())
    told = until(lambda: box.json("status")[0]["processes"], 20)
    tap.ok(told is not None, "F-47: status knows", box.json("status"))
    tap.equal([p["process"] for p in box.json("status")[0]["processes"]], ["receive main"], "F-47: which one it is")
    tap.has(box.run("status").stdout.decode(), "receive main", "F-47: and tells people")
    ledger.add(injected=len(open(faults).readlines()))
    run.end()
    look(ledger, box, 2)
    run = Running(box)
    until(lambda: len(run.parts()) == 3, 10)
    tap.equal(box.json("status")[0]["processes"], [], "F-47: a new start begins without the old story")
    run.end()
    ledger.close(tap, 2)


def an_hour_of_it(speed):
    """At most twelve restarts: an hour of a clock that runs SPEED times as fast."""
    ledger, box = Ledger("F-47", "an hour of a process that dies at every start"), Box(LIVE)
    faults = os.path.join(box.dir, "faults")
    box.run("once")
    run = Running(box, env=quick_clock(speed, preload("crash", role="receive main", call=CALL, at=1, log=faults)))
    time.sleep(3600 / speed)
    run.end()
    starts = len(open(faults).readlines())
    ledger.add(injected=starts, problem=integrity(box.spool))
    ledger.notes.append("%d restarts in an hour" % (starts - 1))
    ledger.close(tap, 5)
    tap.ok(5 <= starts - 1 <= 12, "F-47: at most 12 restarts in an hour", starts - 1)


supervisor_dies(10)
receive_dies()
an_hour_of_it(200)
