#!/usr/bin/python3
"""Signals in the middle of transactions: 200 of each, nothing lost, each end within 5 s (PROVES F-32, P-14)."""
import os
import random
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from row import judge, recipients, story  # noqa: E402
from callbox import CALL, Box, Running, Tap, patience, until  # noqa: E402

LIVE = CALL.replace("2021-07", "2035-07").replace("2021-06", "2021-05").replace("digest = true", "digest = false")
STORIES, SIGNALS = 60, 200
random.seed(7)
tap = Tap()


def start(box):
    run = Running(box)
    until(lambda: "work" in run.parts(), 10)
    return run


def send(signum, pids):
    """How many of PIDS were there to hear it."""
    heard = 0
    for pid in pids:
        try:
            os.kill(pid, signum)
            heard += 1
        except ProcessLookupError:
            pass
    return heard


def uncertain(box):
    """How many letters were ended on their last step, and wait a quarter of an hour."""
    return box.sql("SELECT count(*) FROM letter WHERE state = 'uncertain'")[0][0]


for signum in (signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
    name, longest, count, stories = signum.name, 0, 0, 0
    box = Box(LIVE)
    box.write_config(LIVE, outbox='url = "maildir:spool/outbox"\nlimit_per_hour = 1000')
    run = start(box)
    while count < SIGNALS:
        if stories < STORIES:
            box.deliver(story(stories, date=None))
            stories += 1
        time.sleep(random.random() * 0.02)
        # A part knows no SIGHUP: it would die of it like of any other signal, which the kill loop does.
        targets = [run.pid] if signum == signal.SIGHUP else random.choice([[run.pid], list(run.parts().values()), run.everybody()])
        count += send(signum, targets)
        if signum == signal.SIGTERM and run.pid in targets:
            began = time.monotonic()
            run.process.wait(patience(20))
            longest = max(longest, (time.monotonic() - began) / patience(1))
            run = start(box)
    done = until(lambda: len(recipients(box.letters())) + uncertain(box) >= stories, 90)
    tap.ok(done is not None, "%s: all is answered in the end" % name, "%s\n%s" % (len(recipients(box.letters())), run.log()[-2000:]))
    tap.ok(longest < 5, "%s: each end took less than 5 s" % name, longest)
    run.end(10)
    box.run("once", now=box.later(1200))  # what was uncertain goes once more (P-7)
    judge(tap, "F-32", "%s inside a transaction" % name, box, range(stories), count)
