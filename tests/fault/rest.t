#!/usr/bin/python3
"""After a batch of long mails the processes of `run` are as small as before: what it took goes back to the system."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import LIVE, size  # noqa: E402
from callbox import Box, Running, Tap, mail, until  # noqa: E402

GROWTH, MOST = 2048, 128 * 1024  # KiB
DESCRIPTORS = 64
LONG = "a line of a long story, which is told to its end\n" * 6000  # 300 KiB
PARTS = ("receive main", "work", "send")

tap = Tap()
box = Box(LIVE)
box.run("once")
run = Running(box)


def sent():
    return box.sql("SELECT count(*) FROM letter WHERE state = 'sent'")[0][0]


def batch(first, count):
    """So many long mails; what each process holds when all are answered."""
    letters = sent()
    for n in range(first, first + count):
        box.deliver(mail(sender="ada%d@example.net" % n, message_id="<%d@example.net>" % n, date=None, body=LONG))
    answered = until(lambda: sent() == letters + count, 60)
    tap.ok(answered is not None, "%d mails of 300 KiB are answered" % count, run.log()[-2000:])


def sizes():
    return {name: size(pid)[0] for name, pid in run.parts().items() if name in PARTS}


until(lambda: len(run.parts()) >= len(PARTS), 20)
batch(0, 1)
before = sizes()
batch(1, 60)
held = {name: size(pid) for name, pid in run.parts().items() if name in PARTS}
tap.ok(all(own <= MOST and descriptors <= DESCRIPTORS for own, descriptors in held.values()), "each process stays below 128 MiB and 64 descriptors (PROVES P-12)", held)
small = until(lambda: all(sizes()[name] < before[name] + GROWTH for name in PARTS), 10)
tap.ok(small is not None, "and then each process is within 2 MiB of what it was", (before, sizes()))
tap.equal(run.end(), 0, "the end")
