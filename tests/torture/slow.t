#!/usr/bin/python3
"""A disk that takes 100 ms for each sync: the same letters to the octet, only later.

PROVES F-41
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fault"))
from harness import NOON, QUIET, Ledger, at, integrity, preload, scaled  # noqa: E402
from callbox import Box, Tap, mail  # noqa: E402

MAILS = scaled(100, 5)

tap = Tap()


def life(delay):
    """The letters of a pass, how many syncs it took, and the seconds."""
    box = Box(QUIET)
    faults = os.path.join(box.dir, "faults")
    env = preload("crash", at=1, last=10 ** 6, delay=delay, call="fsync,fdatasync", log=faults)
    env["LD_PRELOAD"] += " " + preload("random")["LD_PRELOAD"]
    for n in range(MAILS):
        box.deliver(mail(sender="ada%d@example.net" % n, message_id="<%d@example.net>" % n), NOON - 60)
    began = time.monotonic()
    done = box.run("once", now=at(0), env=env, timeout=600)
    took = time.monotonic() - began
    tap.equal(done.returncode, 0, "F-41: %d ms for each sync: success" % (delay // 1000))
    letters = sorted(m.as_bytes() for m in box.letters())
    problem = integrity(box.spool) or ("" if "sent" in box.run("trace", "1").stdout.decode() else "no trace")
    return letters, len(open(faults).readlines()), took, problem, len(box.sql("SELECT bytes FROM raw"))


quick, _, usual, _, _ = life(1)
slow, syncs, took, problem, stored = life(100000)
ledger = Ledger("F-41", "100 ms for each sync")
ledger.add(MAILS - stored, MAILS - len(slow), problem=problem, injected=syncs)
ledger.notes.append("%d mails, %.1f s instead of %.1f s" % (MAILS, took, usual))
ledger.close(tap, 3)
tap.ok(slow == quick and len(slow) == MAILS, "F-41: the same letters", (len(slow), len(quick)))
